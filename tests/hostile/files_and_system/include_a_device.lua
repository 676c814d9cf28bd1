-- expect: error
-- link: shared/zero.lua /dev/zero
return include "shared/zero"
