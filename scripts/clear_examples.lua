-- The headline of the national reports over the countries, and what keeps two
-- of its figures from being compared at sight.
--
--   dh run scripts/clear_examples.lua

-- One figure, one definition, the countries in alphabetical order. A country
-- known only by a range has no single value; the range is no interval.
local clear = compare("published:ocsea_clear_12m")
print("Clear examples of OCSEA, past year, internet-using children (reports of 2021-2022)")
print(clear)

-- The same children, asked the same year, counted by a wider definition. The
-- two tables are never joined into one column.
local wider = compare("published:tfcsea_any_12m_users")
print("Any form of technology-facilitated CSEA, past year (definition of 2026)")
print(wider)

-- How far apart the definitions lie, for the countries that have both. A range
-- or an "at least" gives no ratio.
local first = {}
for _, row in ipairs(clear.rows) do
  if type(row.value) == "number" and row.qualifier == "" then
    first[row.country] = row.value
  end
end

print("Wider definition over clear examples")
for _, row in ipairs(wider.rows) do
  local narrow = first[row.country]
  if narrow and narrow > 0 and type(row.value) == "number" then
    print(string.format("  %s  %.1f times", row.country, row.value / narrow))
  end
end

-- Where a figure comes from: its definition, its source, what touched it.
print(why("PHL/published:ocsea_clear_12m"))

-- Namibia asked one of the four items of children aged 15-17 only; Kenya asked
-- it of everyone. That is a reason to compare their headlines with care.
print(diff("KEN", "NAM"))
