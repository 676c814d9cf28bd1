-- expect: error "more memory"
return table.create(2 ^ 26, 1)
