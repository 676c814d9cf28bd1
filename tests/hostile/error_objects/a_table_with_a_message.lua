-- expect: error "told so"
error({ message = "told so" })
