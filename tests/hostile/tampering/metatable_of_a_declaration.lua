-- expect: error
local one = paragraph "text"
local meta = getmetatable(one)
meta.__call = nil
error("changed")
