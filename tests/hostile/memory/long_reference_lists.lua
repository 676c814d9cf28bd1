-- expect: error
local many = {}
for i = 1, 8000 do
  many[i] = "published:nothing_" .. i
end
return findings { finding "one" { claim = "A claim", holds_if = "online > 1", rests_on = many } }
