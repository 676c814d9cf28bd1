-- expect: error "not available to scripts"
return load(function()
  return "x"
end)
