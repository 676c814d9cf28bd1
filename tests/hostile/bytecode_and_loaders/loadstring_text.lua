-- expect: error "not available to scripts"
-- defeats: allowed
return loadstring("return 1")()
