-- expect: harmless
-- recipe
1 local x: a
500000 ?
1  = nil return {}
