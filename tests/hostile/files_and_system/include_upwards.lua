-- expect: error "inside the workspace"
-- defeats: allowed
return include "../../../outside"
