-- expect: error "more memory" or "ran longer"
local kept = {}
while true do
  local n = #kept
  kept[n + 1] = function()
    return n
  end
end
