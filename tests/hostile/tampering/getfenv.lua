-- expect: error "not available to scripts"
-- defeats: changed
getfenv(0).leaked = 1
return {}
