-- expect: harmless
local t = { "leaf" }
for i = 1, 30 do
  t = { t, t }
end
return t
