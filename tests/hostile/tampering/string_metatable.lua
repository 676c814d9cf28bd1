-- expect: error
-- defeats: changed
local meta = getmetatable("")
meta.__index = function()
  return "changed"
end
