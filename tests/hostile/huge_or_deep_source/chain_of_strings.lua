-- expect: error "not valid Lua"
-- recipe
1 return f
150000 ""
