-- expect: harmless
-- recipe
30000 type a{i}=a 
1 return {}
