-- expect: error "too much to search"
-- defeats: slow
local s = string.rep("a", 8e6)
local needle = string.rep("a", 4e6) .. "b"
return s:find(needle, 1, true)
