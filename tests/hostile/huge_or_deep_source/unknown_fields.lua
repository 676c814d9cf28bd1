-- expect: error "has no field"
-- recipe
1 return chapter "a" "A" {
20000 a{i}=1,
1 }
