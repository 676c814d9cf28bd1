-- expect: error "far"
error("far", 1e9)
