-- expect: error "leads out of the workspace"
-- link: shared/link.lua /etc/hostname
return include "shared/link"
