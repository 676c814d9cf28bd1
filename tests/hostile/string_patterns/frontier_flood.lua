-- expect: error "ran longer"
local s = string.rep("ab ", 1e5)
while true do
  for w in s:gmatch("%f[%w]%w-%f[%W]") do
    local same = w
  end
end
