-- expect: error "not valid Lua"
-- recipe
1 local x: 
100000 {
1 a
100000 }
