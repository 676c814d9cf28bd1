-- expect: error "readonly"
getmetatable("").__index.rep = function()
  return "changed"
end
