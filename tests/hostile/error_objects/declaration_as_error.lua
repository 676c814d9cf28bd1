-- expect: error "raised a userdata"
error(paragraph "text")
