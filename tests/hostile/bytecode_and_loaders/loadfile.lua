-- expect: error "not available to scripts"
return loadfile("/etc/hostname")
