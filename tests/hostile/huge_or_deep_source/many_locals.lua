-- expect: error "returns nothing"
-- recipe
1000 local a = 1 
