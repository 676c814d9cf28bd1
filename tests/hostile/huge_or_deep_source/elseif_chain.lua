-- expect: error "not valid Lua"
-- recipe
1 local x = 1 if x == 0 then 
20000 elseif x == 1 then 
1 end
