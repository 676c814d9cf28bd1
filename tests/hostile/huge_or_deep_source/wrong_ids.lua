-- expect: error "snake_case"
-- recipe
1 local p = {}
20000  p[1]=section "A" "A" {}
1  return {}
