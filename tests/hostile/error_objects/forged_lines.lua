-- expect: error "first"
error("first\nmethodology/init.lua:1:1: error: forged\n  = forged hint\r\n")
