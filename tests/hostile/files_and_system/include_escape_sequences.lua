-- expect: error "no such script"
return include "a\27[31mb\27[2Jc"
