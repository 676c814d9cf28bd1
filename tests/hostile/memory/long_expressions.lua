-- expect: error
local many = {}
for i = 1, 300 do
  many[i] = finding("finding_" .. i) {
    claim = "A claim",
    holds_if = string.rep("(", 20000) .. "online > 1" .. string.rep(" and online > 1", 1500),
    rests_on = { "published:online_published" },
  }
end
return findings(many)
