-- expect: error "no coroutine"
local ok = pcall(function()
  return coroutine.wrap(print)
end)
if not ok then
  error("no coroutine here")
end
