-- expect: error "not valid Lua"
-- recipe
1 return 
200000 (
1 1
200000 )
