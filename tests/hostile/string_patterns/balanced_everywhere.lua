-- expect: error "ran longer"
local s = string.rep("(", 4e6)
return s:find("%b()")
