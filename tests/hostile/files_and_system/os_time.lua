-- expect: error "not available to scripts"
-- defeats: allowed
return { seconds = os.time(), date = os.date() }
