-- expect: error "not available to scripts"
-- defeats: allowed
return { kilobytes = collectgarbage("count") }
