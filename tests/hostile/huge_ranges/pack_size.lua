-- expect: error
local s = string.pack("c15000000", "")
return string.pack("c15000000", s), string.pack("c2000000000", s)
