-- expect: error "not available to scripts"
package.path = "/tmp/?.lua"
return {}
