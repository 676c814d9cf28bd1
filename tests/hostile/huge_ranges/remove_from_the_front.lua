-- expect: error "ran longer"
local t = table.create(1e6, 1)
while true do
  table.insert(t, 1, table.remove(t, 1))
end
