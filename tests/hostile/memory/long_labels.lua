-- expect: error "declares more than" or "ran longer" or "more memory"
local kept = {}
local text = string.rep("label ", 16000)
for i = 1, 1e6 do
  kept[i] = section("section_" .. i)(text .. i)
end
