-- expect: harmless
-- recipe
1 return {
32000 function() end,
1 }
