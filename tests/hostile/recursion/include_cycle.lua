-- expect: error "goes round in a circle"
-- file: shared/ring_{n}.lua 3: return include "shared/ring_{cycle}"
return include "shared/ring_1"
