-- expect: error "not available to scripts"
-- defeats: allowed
-- file: countries/exampleland/other.lua 1: return { secret = 1 }
return require("./other")
