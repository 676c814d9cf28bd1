-- expect: error "raised a table"
error(setmetatable({}, {
  __index = function()
    while true do
    end
  end,
}))
