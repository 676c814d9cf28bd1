-- expect: harmless
-- recipe
1 return {
10000 function() end,
1 }
