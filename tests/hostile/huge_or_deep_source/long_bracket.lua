-- expect: error "not valid Lua"
-- recipe
1 return [
400000 =
1 [x]]
