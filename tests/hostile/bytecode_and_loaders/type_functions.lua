-- expect: error
type function loop()
  while true do
  end
end
local x: loop = 1
error("ended")
