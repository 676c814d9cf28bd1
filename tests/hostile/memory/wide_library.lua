-- expect: error "declares more than" or "ran longer"
local t = {}
for i = 1, 2e5 do
  t["name_" .. i] = i
end
return t
