-- expect: error "ran longer"
local function grow()
  pcall(grow)
  pcall(grow)
end
while true do
  grow()
end
