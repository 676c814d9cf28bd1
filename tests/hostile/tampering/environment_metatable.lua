-- expect: error
local function me() end
setmetatable(me, {})
