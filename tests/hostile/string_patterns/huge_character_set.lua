-- expect: error "too much to search"
local s = string.rep("x", 4e6)
return s:match("[" .. string.rep("a", 1e6) .. "x]*y")
