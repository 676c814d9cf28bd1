-- expect: error "declares more than"
-- recipe
1 return {
170000 1, 
1 }
