-- expect: error "ran longer"
-- defeats: slow
local a = string.rep("x", 8e6) .. "a"
local b = string.rep("x", 8e6) .. "b"
local t = {}
for i = 1, 2e5 do
  t[i] = i % 2 == 0 and a or b
end
table.sort(t)
