-- expect: error "attempt to call" or "ran longer"
-- recipe
1 local kept = { string.rep("x", 15e6), string.rep("y", 14e6) }\n
1 for i = 1, 1e4 do\n
1 if not pcall(function() kept[#kept + 1] = section("s" .. i)(string.rep("label ", 16000) .. i) end) then break end\n
1 end\n
1 local function unused() return {
160000 {},
1 } end\n
1 kept[1]()\n
