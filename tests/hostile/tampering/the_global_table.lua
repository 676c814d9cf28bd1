-- expect: error "not available to scripts"
_G.leaked = 1
return {}
