-- expect: error "inside the workspace"
return include "init\0.lua"
