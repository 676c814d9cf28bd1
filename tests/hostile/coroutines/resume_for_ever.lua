-- expect: error "not available to scripts"
while true do
  local c = coroutine.create(function()
    coroutine.yield()
  end)
  coroutine.resume(c)
end
