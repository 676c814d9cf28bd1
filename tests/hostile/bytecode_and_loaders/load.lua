-- expect: error "not available to scripts"
return load("return 1")
