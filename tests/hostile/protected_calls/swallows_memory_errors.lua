-- expect: error "ran longer" or "more memory"
local kept = {}
while true do
  pcall(function()
    while true do
      kept[#kept + 1] = string.rep("x", 1000 + #kept)
    end
  end)
end
