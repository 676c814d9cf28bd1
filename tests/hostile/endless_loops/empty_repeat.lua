-- expect: error "ran longer"
repeat until false
