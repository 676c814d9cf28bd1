-- expect: error "raised a table"
assert(false, setmetatable({}, {
  __tostring = function()
    while true do
    end
  end,
}))
