-- expect: error "ran longer"
while true do
  pcall(include, "shared/missing")
end
