-- expect: error "ran longer"
-- defeats: slow
while true do end
