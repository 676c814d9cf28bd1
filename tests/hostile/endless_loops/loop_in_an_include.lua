-- expect: error "ran longer"
-- file: shared/loops.lua 1: while true do end
return include "shared/loops"
