-- expect: error "more memory" or "ran longer"
local t = {}
local s = string.rep("x", 1e6)
for i = 1, 1000 do
  t[i] = s
end
return table.concat(t)
