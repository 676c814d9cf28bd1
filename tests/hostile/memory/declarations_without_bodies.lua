-- expect: error "declares more than" or "ran longer" or "more memory"
local kept = {}
for i = 1, 1e7 do
  kept[i] = section("section_" .. i)
end
