-- expect: error "more than 16 MB"
return ("xy"):rep(2 ^ 53)
