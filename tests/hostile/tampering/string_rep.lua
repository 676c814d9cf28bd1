-- expect: error "readonly"
-- defeats: changed
string.rep = function()
  return "changed"
end
