-- expect: error "stack overflow"
local function down(a, b)
  local t = { 2, 1 }
  table.sort(t, down)
  return a < b
end
return down(1, 2)
