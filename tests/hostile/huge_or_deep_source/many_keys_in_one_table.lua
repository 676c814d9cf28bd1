-- expect: harmless
-- recipe
1 return {
50000 a{i}=1,
1 }
