-- expect: error "ran longer"
local s = string.rep("a", 2e5)
return s:find("(.*)%1b")
