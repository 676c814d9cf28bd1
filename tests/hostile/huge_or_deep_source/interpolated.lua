-- expect: error
-- recipe
1 return 
20000 `{
1 1
20000 }`
