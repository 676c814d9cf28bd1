-- expect: error "more memory" or "ran longer"
local t = {}
local n = 0
while true do
  n = n + 1
  t["key" .. n] = n
end
