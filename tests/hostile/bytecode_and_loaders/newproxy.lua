-- expect: error "not available to scripts"
-- defeats: allowed
local p = newproxy(true)
getmetatable(p).__gc = function() end
