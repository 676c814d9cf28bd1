-- expect: error "too much to search"
local s = string.rep("a", 8e6)
return s:split(string.rep("a", 4e6) .. "b")
