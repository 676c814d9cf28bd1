-- expect: error "not available to scripts"
-- defeats: slow
local forever = coroutine.wrap(function()
  while true do
  end
end)
forever()
