-- expect: error "more memory" or "ran longer"
return table.create(2 ^ 26, 1)
