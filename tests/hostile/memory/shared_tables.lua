-- expect: error "declares more than" or "ran longer"
local t = { "a" }
for i = 1, 30 do
  t = { t, t }
end
return select_one "a" "A" { class = "core", options = t }
