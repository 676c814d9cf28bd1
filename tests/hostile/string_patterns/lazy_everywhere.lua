-- expect: error "ran longer"
local s = string.rep("a", 4e6)
return s:find(".-b")
