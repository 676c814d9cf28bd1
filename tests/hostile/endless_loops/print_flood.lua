-- expect: error "printed more than 1 MB"
while true do
  print(string.rep("line ", 1000))
end
