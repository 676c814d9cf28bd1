-- expect: error "red"
error("\27[31mred\27[0m \7\8\0 \27]0;title\7 \194\155 31m")
