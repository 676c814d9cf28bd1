-- expect: error "raised a table"
-- defeats: unclear
error({ code = 1 })
