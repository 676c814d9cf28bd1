-- expect: error "not valid Lua"
-- recipe
1 return 1
200000 +1
