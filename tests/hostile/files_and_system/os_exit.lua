-- expect: error "not available to scripts"
os.exit(0)
