-- expect: error "declares more than"
while true do
  local one = paragraph "text"
end
