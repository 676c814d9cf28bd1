-- expect: error "more memory" or "ran longer"
local t = {}
while true do
  t[#t + 1] = {}
end
