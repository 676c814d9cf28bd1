-- expect: error "not available to scripts"
local function deeper()
  return coroutine.resume(coroutine.create(deeper))
end
return deeper()
