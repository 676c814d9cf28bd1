-- expect: error "ran longer"
while true do
  pcall(paragraph, "text")
end
