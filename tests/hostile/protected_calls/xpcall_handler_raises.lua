-- expect: error "ran longer"
local function handler()
  error("again")
end
while true do
  xpcall(error, handler, "first")
end
