-- expect: error "ran longer"
local function forever()
  while true do
  end
end
local ok = pcall(forever)
ok = pcall(forever)
ok = pcall(forever)
return {}
