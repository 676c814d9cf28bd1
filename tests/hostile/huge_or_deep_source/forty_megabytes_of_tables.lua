-- expect: error "a script may be"
-- defeats: memory
-- recipe
1 return {
13000000 {},
1 }
