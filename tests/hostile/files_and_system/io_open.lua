-- expect: error "not available to scripts"
local file = io.open("/etc/hostname")
return { file:read("a") }
