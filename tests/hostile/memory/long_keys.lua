-- expect: error "a name of more than"
local body = {}
for i = 1, 2 do
  body[string.rep("\255", 7e6) .. i] = 1
end
return chapter "a" "A"(body)
