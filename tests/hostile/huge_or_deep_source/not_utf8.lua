-- expect: error "not UTF-8"
-- recipe
1 return "
1 \xff
1 "
