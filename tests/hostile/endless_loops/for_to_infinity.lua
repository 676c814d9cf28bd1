-- expect: error "printed more than"
for i = 1, 2, 0 do
  print(string.rep("x", 1000))
end
for i = 1, math.huge do
  print(string.rep("x", 1000))
end
