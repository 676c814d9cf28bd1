-- expect: error "of scripts" or "ran longer"
-- file: shared/large_{n}.lua 60: return {{} } --{300000*-}
local kept = {}
for i = 1, 60 do
  kept[i] = include("shared/large_" .. i)
end
return kept[1]
