-- expect: error "readonly"
-- defeats: changed
table.clear(table)
