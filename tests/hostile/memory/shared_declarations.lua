-- expect: error "declares more than" or "ran longer"
local inner = chapter "a" "A" {}
for i = 1, 30 do
  inner = chapter("a" .. i)("A") { inner, inner }
end
return inner
