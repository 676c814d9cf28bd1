-- expect: error "no such script"
-- pipe: shared/pipe.lua
return include "shared/pipe"
