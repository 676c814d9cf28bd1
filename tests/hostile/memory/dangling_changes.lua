-- expect: error
local many = {}
for i = 1, 8000 do
  many[i] = leave_out("item_" .. i) { because = "a reason of some length" }
end
return country "XEX" "Exampleland" {
  region = "north",
  languages = { "en" },
  adapt "survey/children"(many),
}
