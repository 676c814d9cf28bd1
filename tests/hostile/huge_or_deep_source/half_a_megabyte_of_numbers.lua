-- expect: error "declares more than" or "ran longer"
-- recipe
1 return {
170000 1, 
1 }
