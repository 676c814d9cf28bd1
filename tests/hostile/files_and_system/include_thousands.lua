-- expect: error "ran longer"
-- file: shared/part_{n}.lua 1500: return { n = {n} }
local i = 0
while true do
  i = i + 1
  include("shared/part_" .. (i % 1500 + 1))
end
