-- expect: error "nested more than 40 deep"
local t = { "a" }
for i = 1, 60 do
  t = { t }
end
return select_one "a" "A" { class = "core", options = t }
