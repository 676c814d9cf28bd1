-- expect: error "invalid option"
return string.format("%y", 1)
