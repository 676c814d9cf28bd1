-- expect: error "no such script"
return include "regions"
