-- expect: error "ran longer"
local depth = 0
local function handler(message)
  depth = depth + 1
  xpcall(error, handler, message)
  return message
end
while true do
  xpcall(error, handler, "x")
end
