-- expect: error "raised a function"
error(function() end)
