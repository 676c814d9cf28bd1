-- expect: error "ran longer"
local n = 0
for i = 1, 1e18 do
  n = i
end
return n
