-- expect: error "readonly"
-- file: shared/words.lua 1: return { first = "a", list = { "b" } }
local words = include "shared/words"
table.insert(words.list, "changed")
