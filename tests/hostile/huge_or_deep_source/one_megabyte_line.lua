-- expect: error "a script may be"
-- recipe
1 return {
349525 1, 
1 }
