-- expect: error "given twice"
-- recipe
1 return {
60000 a=1,
1 }
