-- expect: harmless
local source = setmetatable({}, {
  __index = function(_, n)
    while true do
    end
  end,
})
return table.move(source, 1, 1000, 1, {})
