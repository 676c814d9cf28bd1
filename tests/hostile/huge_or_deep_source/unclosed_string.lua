-- expect: error "not valid Lua"
-- recipe
1 return "
500000 a
