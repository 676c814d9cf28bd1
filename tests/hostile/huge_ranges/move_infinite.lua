-- expect: error "a million places"
return table.move({}, -math.huge, math.huge, 1)
