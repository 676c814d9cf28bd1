-- expect: error
-- file: shared/words.lua 1: return { first = "a", list = { "b" } }
local words = include "shared/words"
setmetatable(words, {
  __index = function()
    return "changed"
  end,
})
