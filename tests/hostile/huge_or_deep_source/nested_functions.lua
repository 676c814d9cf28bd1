-- expect: error "not valid Lua"
-- recipe
20000 return function() 
20000  end
