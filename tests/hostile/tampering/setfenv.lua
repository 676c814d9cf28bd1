-- expect: error "not available to scripts"
setfenv(0, {})
return {}
