-- expect: error "not valid Lua"
-- recipe
1 local x: a
240000 |a
1  = nil return {}
