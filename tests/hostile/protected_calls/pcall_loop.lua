-- expect: error "ran longer"
-- defeats: slow
while true do
  pcall(error)
end
