-- expect: harmless
-- recipe
1 return {
20000 a{i}=1,
1 }
