-- expect: error "text"
error("text \255\254\128 end")
