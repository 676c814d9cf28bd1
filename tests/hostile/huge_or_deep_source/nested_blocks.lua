-- expect: error "not valid Lua"
-- recipe
60000 do 
60000 end 
