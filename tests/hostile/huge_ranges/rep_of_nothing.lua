-- expect: error "more than 16 MB"
-- defeats: slow
return string.rep("", 1e18)
