-- expect: error "too much to search"
local s = string.rep("x", 4e6)
for word in s:gmatch("[" .. string.rep("a", 1e6) .. "x]*y") do
  print(word)
end
