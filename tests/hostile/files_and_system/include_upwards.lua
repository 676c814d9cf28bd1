-- expect: error "inside the workspace"
-- defeats: allowed
-- file: outside.lua 1: return { secret = 1 }
return include "../../outside"
