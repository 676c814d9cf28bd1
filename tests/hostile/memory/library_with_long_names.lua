-- expect: harmless
local t = {}
t[string.rep("\255", 12e6)] = 1
t[string.rep("\254", 12e6)] = 2
return t
