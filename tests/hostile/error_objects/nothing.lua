-- expect: error "raised nil"
error()
