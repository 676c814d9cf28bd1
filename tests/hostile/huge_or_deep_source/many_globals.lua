-- expect: harmless
-- recipe
40000 a = 1\n
1 return {}
