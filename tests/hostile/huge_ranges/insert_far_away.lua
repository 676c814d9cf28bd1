-- expect: error
local t = {}
table.insert(t, 2 ^ 31, 1)
error("nothing happened")
