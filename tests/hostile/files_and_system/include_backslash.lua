-- expect: error "inside the workspace"
return include "..\\..\\outside"
