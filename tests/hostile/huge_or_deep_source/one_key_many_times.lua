-- expect: error "given twice"
-- recipe
1 return {
120000 a=1,
1 }
