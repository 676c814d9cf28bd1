-- expect: error "nested more than 40 deep"
local inner = chapter "a" "A" {}
for i = 1, 20000 do
  inner = chapter("a" .. i)("A") { inner }
end
return inner
