-- expect: error "abc"
error("abc \u{202E}fed\u{2066}x\u{200F}")
