-- expect: error "ran longer"
return string.rep("a", 200):match("^" .. string.rep("(a*)", 20) .. "$b")
