-- expect: error "not available to scripts"
os.execute("true")
