-- expect: error "stack overflow"
local odd
local function even(n)
  return n + odd(n + 1)
end
odd = function(n)
  return n + even(n + 1)
end
return even(0)
