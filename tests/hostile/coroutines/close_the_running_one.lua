-- expect: error "not available to scripts"
coroutine.close(coroutine.running())
