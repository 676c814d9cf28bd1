-- expect: error "not valid Lua"
-- recipe
520000 ;
