-- expect: error "snake_case"
return section "Bad Id" "[31mred[2J" {}
