-- expect: error "print: more than 1 MB"
local s = string.rep("x", 1e6 - 10)
local many = {}
for i = 1, 1000 do
  many[i] = s
end
print(table.unpack(many))
