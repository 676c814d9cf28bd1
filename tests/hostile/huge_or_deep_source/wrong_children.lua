-- expect: error
-- recipe
1 return chapter "a" "A" {
120000 1,
1 }
