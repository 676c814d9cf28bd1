-- expect: error "x�x"
assert(false, string.rep("x\255", 8e6))
