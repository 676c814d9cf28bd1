-- expect: error "there is no"
local many = {}
for i = 1, 3000 do
  many[i] = finding("finding_" .. i) {
    claim = "A claim",
    holds_if = "nothing_" .. i .. " > 1",
    rests_on = { "published:nothing_" .. i },
    chapter = "chapter_" .. i,
  }
end
return findings(many)
