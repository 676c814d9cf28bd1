-- Whom children tell: what is published about telling no one, population by
-- population, with what is known from the press only set apart.
--
--   dh run scripts/disclosure.lua
--
-- Disclosure is asked about the most recent incident of each kind, so a country
-- may publish a range over the kinds: that range is no interval. Populations
-- differ from figure to figure, and each keeps its own line.

local FIGURES = {
  "told_no_one",
  "told_no_one_count",
  "told_no_one_offered_money",
  "told_no_one_images_shared",
  "told_no_one_sexual_comments",
  "told_police",
}

-- What a row says in one phrase, a value or a range.
local function shown(row)
  if type(row.value) == "number" and row.unit == "count" then
    return string.format("%g children", row.value)
  elseif type(row.value) == "number" then
    return string.format("%g %%", row.value)
  elseif type(row.low) == "number" then
    return string.format("%g-%g %%, %s", row.low, row.high, row.range_state)
  end
  return row.state
end

local function line(row)
  local base = type(row.base) == "number" and string.format("of %g", row.base) or "base " .. row.base_state
  return string.format("  %-12s %s\n      %s; %s\n      %s, %s", row.name, shown(row), row.population, base,
    row.source_tier, row.published)
end

local leads = {}
local seen = {}
for _, figure in ipairs(FIGURES) do
  local found = compare("published:" .. figure)
  local heading = false
  for _, row in ipairs(found.rows) do
    if row.lead then
      table.insert(leads, "  " .. figure .. "\n" .. line(row))
    else
      if not heading then
        print(figure)
        heading = true
      end
      print(line(row))
      seen[row.country] = true
    end
  end
end

print("Leads, known from the press only; none of them enters a headline")
for _, lead in ipairs(leads) do
  print(lead)
end

-- Where nothing but leads is held is a gap in what is published here, not a
-- sign that children tell someone.
local without = {}
for _, code in ipairs(countries()) do
  if not seen[code] then
    table.insert(without, code)
  end
end
print("No figure but leads, or none at all (" .. #without .. " countries)")
for first = 1, #without, 15 do
  print("  " .. table.concat(without, " ", first, math.min(first + 14, #without)))
end
