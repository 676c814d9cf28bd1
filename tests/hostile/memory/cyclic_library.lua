-- expect: harmless
local t = { name = "x" }
t.self = t
t.list = { t, { t } }
return t
