-- expect: error "declares more than" or "ran longer" or "more memory"
while true do
  local one = paragraph "text"
end
