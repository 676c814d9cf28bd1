-- expect: error "declared twice"
local many = {}
for i = 1, 4000 do
  many[i] = finding "same" { claim = "A claim " .. i, holds_if = "online_published > 1", rests_on = { "published:online_published" } }
end
return findings(many)
