-- expect: error "more than 16 MB"
return string.rep("x", 1e12)
