-- expect: error "readonly"
math.pi = 3
