-- expect: error "longer than"
return include(string.rep("a/", 5000) .. "x")
