-- expect: error "missing comma"
-- recipe
1 return {
1 a = 1\n
200000 1 
1 }
