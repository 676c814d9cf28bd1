-- expect: error "ran longer"
local t = setmetatable({}, {
  __index = function(self, key)
    while true do
    end
  end,
})
return t.anything
