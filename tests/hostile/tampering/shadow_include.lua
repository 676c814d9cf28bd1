-- expect: harmless
include = function()
  return "changed"
end
return {}
