-- expect: error "not available to scripts"
return { home = os.getenv("HOME") }
