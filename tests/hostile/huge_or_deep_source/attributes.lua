-- expect: error "not valid Lua"
-- recipe
60000 @native 
1 function f() end
