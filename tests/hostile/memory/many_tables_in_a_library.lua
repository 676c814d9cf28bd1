-- expect: error "declares more than" or "ran longer"
local t = {}
for i = 1, 1.5e5 do
  t[i] = { a = i }
end
return t
