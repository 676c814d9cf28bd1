-- expect: error "a million places"
return table.move({}, 1, 0 / 0, 2)
