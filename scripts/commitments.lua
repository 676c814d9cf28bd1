-- Treaties and prohibitions as of a date, over all countries: what sources
-- say, where two of them disagree, and where nothing is held.
--
--   dh run scripts/commitments.lua
--
-- An answer is true as of its date. One that is newer than AS_OF is left out,
-- so that the table can be made again for another year.

local AS_OF = "2019"
local CRITERIA = {
  "crc_ratified",
  "opsc_ratified",
  "opic_ratified",
  "ilo_182_ratified",
  "palermo_protocol_ratified",
  "child_trafficking",
}

local all = countries()

-- The answers of a criterion by country: proved ones and leads apart.
local function answers(criterion)
  local proved, leads = {}, {}
  for _, row in ipairs(compare("criterion:" .. criterion).rows) do
    -- A source without a date proves nothing as of a date.
    local dated = type(row.as_of) == "string" and row.as_of:match("^%d%d%d%d")
    if type(row.value) == "string" and dated and dated <= AS_OF then
      local list = row.lead == "" and proved or leads
      list[row.country] = list[row.country] or {}
      table.insert(list[row.country], { value = row.value, as_of = row.as_of })
    end
  end
  return proved, leads
end

local disagreements = {}
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

print("Countries by answer, as of " .. AS_OF .. "; (2015): the answer is of that year")
for _, criterion in ipairs(CRITERIA) do
  local proved, leads = answers(criterion)
  local by_value, open, lead_only = {}, 0, {}
  for _, code in ipairs(all) do
    if proved[code] then
      local latest = proved[code][1]
      for _, answer in ipairs(proved[code]) do
        if answer.as_of > latest.as_of then
          latest = answer
        end
        if answer.value ~= proved[code][1].value then
          table.insert(disagreements, string.format("%s %s: %s as of %s, %s as of %s", code, criterion,
            proved[code][1].value, proved[code][1].as_of, answer.value, answer.as_of))
        end
      end
      by_value[latest.value] = by_value[latest.value] or {}
      -- What is known for an earlier year only says so.
      local year = latest.as_of:sub(1, 4)
      table.insert(by_value[latest.value], year == AS_OF and code or code .. " (" .. year .. ")")
    elseif leads[code] then
      table.insert(lead_only, code)
    else
      open = open + 1
    end
  end
  print(criterion)
  local values = {}
  for value in pairs(by_value) do
    table.insert(values, value)
  end
  table.sort(values)
  for _, value in ipairs(values) do
    in_lines(value, by_value[value])
  end
  if #lead_only > 0 then
    in_lines("a lead only", lead_only)
  end
  print(string.format("  %-14s %2d  nothing is held, which is no \"no\"", "not stated", open))
end

-- Two sources, or one status that changed between two dates: both are shown,
-- neither is chosen.
print("Where two sources say different things")
if #disagreements == 0 then
  print("  nowhere, for these criteria")
end
for _, disagreement in ipairs(disagreements) do
  print("  " .. disagreement)
end
