-- expect: error "readonly"
rawset(string, "rep", nil)
