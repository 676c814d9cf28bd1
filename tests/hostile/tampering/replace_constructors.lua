-- expect: harmless
-- defeats: changed
finding = function()
  return 42
end
paragraph = finding
return {}
