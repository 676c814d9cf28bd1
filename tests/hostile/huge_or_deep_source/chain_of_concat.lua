-- expect: error "not valid Lua"
-- recipe
1 return ""
60000  .. ""
