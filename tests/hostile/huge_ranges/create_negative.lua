-- expect: error "size out of range"
return table.create(-1)
