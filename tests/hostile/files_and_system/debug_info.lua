-- expect: error "not available to scripts"
return { debug.traceback() }
