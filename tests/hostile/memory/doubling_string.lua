-- expect: error "more memory" or "ran longer"
-- defeats: memory
local s = "x"
while true do
  s = s .. s
end
