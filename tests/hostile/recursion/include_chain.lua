-- expect: error "nested more than 32 deep"
-- file: shared/chain_{n}.lua 40: return include "shared/chain_{next}"
return include "shared/chain_1"
