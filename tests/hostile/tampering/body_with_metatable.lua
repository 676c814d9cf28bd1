-- expect: error
local body = setmetatable({}, {
  __index = function()
    while true do
    end
  end,
  __len = function()
    return 1e9
  end,
  __iter = function()
    return function()
      return 1, 1
    end
  end,
  __pairs = function()
    return next, {}
  end,
})
return indicators(body), finding "x"(body)
