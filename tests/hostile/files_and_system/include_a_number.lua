-- expect: error "takes the path"
return include(12)
