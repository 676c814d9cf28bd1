-- expect: error "snake_case"
return section "a\27[2Jb\n\r" "\27[31mLabel" {}
