-- expect: error "longer than"
return include(string.rep("a", 15e6))
