-- expect: error "more memory" or "ran longer"
local kept = {}
for i = 1, 100 do
  kept[i] = string.rep("x", 1e6):split("")
end
