-- The headline of the national reports over the countries, and what keeps two
-- of its figures from being compared at sight.
--
--   dh run scripts/clear_examples.lua

-- One figure, one definition, the countries in alphabetical order. A country
-- known only by a range has no single value; the range is no interval.
local clear = compare("published:ocsea_clear_12m")
print("Clear examples of OCSEA, past year, internet-using children (reports)")
print(clear)

-- The same children, asked the same year, counted by a wider definition. The
-- two tables are never joined into one column.
local wider = compare("published:tfcsea_any_12m_users")
print("Any form of technology-facilitated CSEA, past year (definition of 2026)")
print(wider)

-- How far apart the definitions lie, for the countries that have both. The
-- reports print whole percents and the article one decimal, so a ratio is only
-- known to lie between two numbers: 1 % may be anything from 0.5 to 1.5 %.
local first = {}
for _, row in ipairs(clear.rows) do
  first[row.country] = row
end

print("Wider definition over clear examples, within what the rounding allows")
local without, second = {}, {}
for _, row in ipairs(wider.rows) do
  second[row.country] = true
  local narrow = first[row.country]
  if not narrow then
    table.insert(without, row.name .. ": no figure by the narrower definition")
  elseif type(narrow.value) ~= "number" then
    table.insert(without, row.name .. ": a range, not a value")
  elseif narrow.qualifier ~= "" then
    table.insert(without, row.name .. ": the source gives a bound, not a value")
  elseif type(row.value) == "number" and narrow.value >= 1 then
    local low = (row.value - 0.05) / (narrow.value + 0.5)
    local high = (row.value + 0.05) / (narrow.value - 0.5)
    -- One of the four items was asked of fewer children.
    local mark = row.country == "NAM" and "  (narrower base, see below)" or ""
    print(string.format("  %-12s %4.1f %% over %2.0f %%: %.1f to %.1f times%s", row.name, row.value,
      narrow.value, low, high, mark))
  end
end
for _, row in ipairs(clear.rows) do
  if not second[row.country] then
    table.insert(without, row.name .. ": no figure by the wider definition")
  end
end
print("No ratio:")
for _, line in ipairs(without) do
  print("  " .. line)
end

-- Where a figure comes from: its definition, its source, what touched it.
print(why("PHL/published:ocsea_clear_12m"))

-- Namibia asked one of the four items of children aged 15-17 only; Kenya asked
-- it of everyone. That is a reason to compare their headlines with care.
print(diff("KEN", "NAM"))
