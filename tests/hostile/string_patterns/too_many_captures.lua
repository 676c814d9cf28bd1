-- expect: error "captures"
return ("x"):find(string.rep("(", 40) .. "x" .. string.rep(")", 40))
