-- expect: error
return utf8.char(2 ^ 40)
