-- expect: error "handler"
local ok, message = xpcall(error, function()
  error("handler")
end, "x")
error("handler says " .. type(message), 0)
