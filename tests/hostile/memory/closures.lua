-- expect: error "more memory"
local kept = {}
while true do
  local n = #kept
  kept[n + 1] = function()
    return n
  end
end
