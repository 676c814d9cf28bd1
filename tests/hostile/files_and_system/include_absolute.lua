-- expect: error "inside the workspace"
return include "/etc/hostname"
