-- expect: error "x�x"
error({ message = string.rep("x\255", 8e6) })
