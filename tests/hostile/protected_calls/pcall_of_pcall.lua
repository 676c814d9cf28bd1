-- expect: error "the end"
local f = error
for i = 1, 150 do
  local g = f
  f = function(...)
    local ok, message = pcall(g, ...)
    error(message, 0)
  end
end
f("the end")
