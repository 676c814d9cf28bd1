-- expect: harmless
-- recipe
1 return { "
500000 a
1 " }
