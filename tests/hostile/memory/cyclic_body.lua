-- expect: error "nested more than 40 deep"
local t = {}
t.options = t
t.class = t
return select_one "a" "A"(t)
