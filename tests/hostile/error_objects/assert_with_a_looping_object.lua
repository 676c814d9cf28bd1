-- expect: error "raised a table"
-- defeats: slow
assert(false, setmetatable({}, {
  __tostring = function()
    while true do
    end
  end,
}))
