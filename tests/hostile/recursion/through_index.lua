-- expect: error "stack overflow"
local t = {}
setmetatable(t, {
  __index = function(self, key)
    return self[key .. "x"]
  end,
})
return t.a
