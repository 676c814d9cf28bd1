-- expect: error "declares more than" or "ran longer"
local kept = {}
local ballast = string.rep("x", 14e6)
local text = string.rep("text ", 19000)
for i = 1, 1e6 do
  kept[i] = chapter("chapter_" .. i) "Label" { about = text .. i }
end
