-- expect: error "invalid format"
return string.format("%999999999d", 1)
