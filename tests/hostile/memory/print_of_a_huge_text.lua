-- expect: error "print: more than 1 MB"
print(string.rep("\255", 16e6))
