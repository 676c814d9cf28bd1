-- expect: error "a script may be"
-- recipe
10485760 -
