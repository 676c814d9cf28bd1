-- expect: error "not available to scripts"
-- defeats: allowed
return require("./init")
