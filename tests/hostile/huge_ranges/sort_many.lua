-- expect: error "ran longer"
local t = {}
for i = 1, 5e5 do
  t[i] = (i * 7919) % 1000003
end
while true do
  table.sort(t)
end
