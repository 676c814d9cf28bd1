-- expect: error "ran longer"
local function next_one(_, n)
  return (n or 0) + 1
end
for n in next_one do
  local same = n
end
