-- expect: harmless
-- defeats: changed
pairs = nil
print = nil
finding = nil
country = nil
leaked = 1
error = nil
return {}
