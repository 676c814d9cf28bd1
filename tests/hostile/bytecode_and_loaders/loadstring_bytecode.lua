-- expect: error "not available to scripts"
return loadstring("\6\3\1\0\0")
