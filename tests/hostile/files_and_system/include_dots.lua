-- expect: error "inside the workspace"
return include "./a/./b"
