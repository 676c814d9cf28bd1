-- expect: error "not valid Lua"
-- recipe
1 return 
250000 - 
1 1
