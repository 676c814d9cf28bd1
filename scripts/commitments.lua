-- Treaties and prohibitions as of a date, over all countries: what is answered,
-- where sources disagree, and where nothing is held.
--
--   dh run scripts/commitments.lua
--
-- An answer holds from the day it is dated, or the day its source speaks of;
-- the same table can be made for any other day.

local AS_OF = "2019"
local CRITERIA = {
  "crc_ratified",
  "opsc_ratified",
  "opic_ratified",
  "ilo_182_ratified",
  "palermo_protocol_ratified",
  "child_trafficking",
}

-- Codes of countries, a few a line.
local function in_lines(label, codes)
  local text = table.concat(codes, " ")
  print(string.format("  %-14s %2d", label, #codes))
  while #text > 66 do
    local cut = 66
    while text:sub(cut + 1, cut + 1) ~= " " or text:sub(cut + 2, cut + 2) == "(" do
      cut = cut - 1
    end
    print("      " .. text:sub(1, cut))
    text = text:sub(cut + 2)
  end
  print("      " .. text)
end

local disagreements = {}
print("Countries by answer, as of " .. AS_OF .. "; (2015): the answer is of that year")
for _, criterion in ipairs(CRITERIA) do
  local groups, open = {}, 0
  local function add(group, code)
    groups[group] = groups[group] or {}
    table.insert(groups[group], code)
  end
  for _, row in ipairs(compare("criterion:" .. criterion, { at = AS_OF }).rows) do
    local code = row.country
    if row.about ~= "the whole country" then
      code = code .. " (" .. row.about .. ")"
    end
    if row.state == "unanswered" then
      open = open + 1
    elseif row.state == "disputed" then
      add("disputed", code)
      table.insert(disagreements, code .. " " .. criterion .. ": " .. table.concat(row.answers, " against "))
    elseif row.state == "lead" then
      add("a lead only", code)
    else
      -- What is known for an earlier year only says so.
      local year = row.as_of:sub(1, 4)
      add(row.answer, year < AS_OF and code .. " (" .. year .. ")" or code)
    end
  end
  print(criterion)
  local names = {}
  for name in pairs(groups) do
    table.insert(names, name)
  end
  table.sort(names)
  for _, name in ipairs(names) do
    in_lines(name, groups[name])
  end
  print(string.format("  %-14s %2d  nothing is held, which is no \"no\"", "not stated", open))
end

-- Where sources differ both are shown and neither is chosen.
print("Where two sources say different things")
if #disagreements == 0 then
  print("  nowhere, for these criteria")
end
for _, disagreement in ipairs(disagreements) do
  print("  " .. disagreement)
end
