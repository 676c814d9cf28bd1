-- expect: harmless
-- recipe
80000 a = 1\n
1 return {}
