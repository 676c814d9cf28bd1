-- expect: error "readonly"
table.insert = nil
