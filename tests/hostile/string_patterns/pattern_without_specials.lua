-- expect: error "too much to search"
local s = string.rep("a", 6e6)
return s:gsub(string.rep("a", 3e6) .. "b", "")
