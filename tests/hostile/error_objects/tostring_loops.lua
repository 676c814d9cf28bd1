-- expect: error "raised a table"
-- defeats: slow
error(setmetatable({}, {
  __tostring = function()
    while true do
    end
  end,
}))
