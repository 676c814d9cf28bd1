-- expect: error
-- recipe
500000 \x00
