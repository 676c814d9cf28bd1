-- expect: error "ran longer"
return string.rep("a", 1e5):find(string.rep("a?", 150) .. string.rep("a", 10) .. "(b)")
