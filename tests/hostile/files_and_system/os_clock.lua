-- expect: error "not available to scripts"
-- defeats: slow
local seconds = os.clock()
while os.clock() < seconds + 5 do
end
return {}
