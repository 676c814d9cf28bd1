-- expect: error "no such script"
return include "a\255b"
