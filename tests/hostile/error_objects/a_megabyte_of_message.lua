-- expect: error "xxxxxxxx"
error(string.rep("x", 16e6))
