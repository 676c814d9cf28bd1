-- expect: error "not available to scripts"
coroutine.yield("a value for the host")
