-- expect: error "not valid Lua"
-- recipe
1 return 
200000 {
200000 }
