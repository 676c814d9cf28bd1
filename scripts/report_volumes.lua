-- Reports to the CyberTipline over the years, with rates only where the
-- denominator of the same year is held.
--
--   dh run scripts/report_volumes.lua
--
-- Report volume is not prevalence, not children, not images, not cases: it
-- also moves with what platforms detect and how they report. Countries stand
-- in alphabetical order; they are not ranked by it, and no interval is drawn,
-- because these are full counts.

local FIRST, LAST = 2019, 2023

-- Long sentences, broken at the width of a terminal.
local function say(lead, text)
  local line = lead
  for word in text:gmatch("%S+") do
    if #line + #word > 78 then
      print(line)
      line = "   "
    end
    line = line .. " " .. word
  end
  print(line)
end

local counts, rates, names, order = {}, {}, {}, {}
local reports = compare("series:cybertips")
for _, row in ipairs(reports.rows) do
  if not counts[row.country] then
    counts[row.country], rates[row.country] = {}, {}
    names[row.country] = row.name
    table.insert(order, row.country)
  end
  if type(row.value) == "number" then
    counts[row.country][row.period] = row.value
  end
end

local reasons = {}
for _, row in ipairs(compare("series:cybertips", { rate = "internet_users" }).rows) do
  if type(row.value) == "number" then
    rates[row.country][row.period] = row.value
  else
    reasons[row.state] = (reasons[row.state] or 0) + 1
  end
end

print(string.format("Reports, %d and %d, and reports per 100,000 internet users", FIRST, LAST))
print("The series has a break in 2019, which the notes below explain: a change from")
print("that year is a change of what is counted, too.")
for _, code in ipairs(order) do
  local from, to = counts[code][FIRST], counts[code][LAST]
  local change = "no change can be worked out"
  if from and to and from > 0 then
    change = string.format("%.1f times", to / from)
  end
  local years = {}
  for year = FIRST, LAST do
    if rates[code][year] then
      table.insert(years, string.format("%d: %.1f", year, rates[code][year]))
    end
  end
  local rate = #years > 0 and table.concat(years, ", ") or "no denominator of the same year"
  print(string.format("  %-18s %9s -> %9s  %s", names[code], from or "none", to or "none", change))
  print("      " .. rate)
end

for state, count in pairs(reasons) do
  say("*", string.format("%d rates are missing: %s; none is carried forward from another year", count, state))
end

-- Where two sources differ, both are held side by side: neither is chosen, and
-- nothing is averaged.
print("Where sources disagree")
for _, code in ipairs(order) do
  for _, note in ipairs(show(code).notes) do
    if note:find("sources disagree on", 1, true) then
      say(" ", names[code] .. ": " .. note)
    end
  end
end

-- The caveats travel with the numbers.
for _, note in ipairs(reports.notes) do
  say("*", note)
end
