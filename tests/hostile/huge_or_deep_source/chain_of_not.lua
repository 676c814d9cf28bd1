-- expect: error "not valid Lua"
-- recipe
1 return 
120000 not 
1 1
