-- expect: error
local ok = pcall(table.freeze, string)
local copy = table.clone(string)
copy.rep = nil
string = copy
setmetatable("", { __index = copy })
