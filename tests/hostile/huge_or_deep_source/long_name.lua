-- expect: error "unknown name"
-- recipe
1 return 
500000 a
