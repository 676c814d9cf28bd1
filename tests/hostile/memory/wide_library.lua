-- expect: error "declares more than"
local t = {}
for i = 1, 2e5 do
  t["name_" .. i] = i
end
return t
