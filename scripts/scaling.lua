-- From a share of internet users to a number of children, recomputed from the
-- published inputs and set beside the published counts.
--
--   dh run scripts/scaling.lua
--
-- The methodology declares the same chain as indicator:tfcsea_children_scaled
-- and checks it on every run; this script shows the steps.

local function by_country(figure)
  local values = {}
  for _, row in ipairs(figure.rows) do
    if type(row.value) == "number" then
      values[row.country] = row.value
    end
  end
  return values
end

local published = compare("published:tfcsea_est_children")
local prevalence = by_country(compare("published:tfcsea_any_12m_users"))
local users = by_country(compare("published:internet_use_12_17"))
local children = by_country(compare("published:child_pop_12_17"))

print("Published number of children affected")
print(published)

-- Shares stand in rows as they are printed, in percent.
print("Recomputed: share among users x share of users x children aged 12-17")
local farthest, where = 0, nil
for _, row in ipairs(published.rows) do
  local code = row.country
  -- A country that lacks an input is left out and not filled in.
  if type(row.value) == "number" and prevalence[code] and users[code] and children[code] then
    local count = prevalence[code] / 100 * users[code] / 100 * children[code]
    local off = count / row.value - 1
    -- What rounds to nothing has no sign.
    local shown = math.abs(off) < 0.00005 and " 0.00" or string.format("%+.2f", off * 100)
    print(string.format("  %-12s %9.0f  published %9.0f  %s %%", row.name, count, row.value, shown))
    if math.abs(off) > farthest then
      farthest, where = math.abs(off), row.name
    end
  end
end

if where then
  print(string.format("Farthest apart: %s, %.2f %%. Shares are printed with one decimal.", where, farthest * 100))
end

-- The same number with everything it came from.
print(why("KEN/indicator:tfcsea_children_scaled"))

-- Everything else that is held about numbers of children.
print(find("number of children"))
