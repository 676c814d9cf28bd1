-- expect: error
-- recipe
1 return print(
170000 1,
1 1)
