-- expect: error "more than 16 MB"
return string.rep("", 1e18)
