-- expect: error
-- recipe
1 return chapter "a" "A" {
60000 1,
1 }
