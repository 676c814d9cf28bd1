-- expect: error "not valid Lua"
-- recipe
1 return function(
100000 a,
1 a) end
