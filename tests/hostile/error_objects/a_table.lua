-- expect: error "raised a table"
error({ code = 1 })
