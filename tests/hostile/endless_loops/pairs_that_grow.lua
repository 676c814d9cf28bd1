-- expect: error "ran longer"
local t = { 1 }
while next(t) do
  t[1] = (t[1] % 1000) + 1
end
