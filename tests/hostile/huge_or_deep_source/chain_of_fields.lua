-- expect: error "not valid Lua"
-- recipe
1 return f
200000 .a
