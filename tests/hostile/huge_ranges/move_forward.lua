-- expect: error "a million places"
return table.move({}, 1, 2 ^ 31 - 10, 2)
