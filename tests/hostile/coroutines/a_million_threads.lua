-- expect: error "not available to scripts"
-- defeats: memory
local kept = {}
for i = 1, 1e6 do
  kept[i] = coroutine.create(print)
end
