-- expect: error "not valid Lua"
-- recipe
1 --[==[
500000 a
