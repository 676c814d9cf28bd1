-- The four clear examples of OCSEA, and the order in which the incidents of a
-- child are asked about. A child subjected to several of them is asked which
-- was the latest: that one is followed up first, the others in sections of
-- their own, so that nobody is asked about one incident twice.
local ORDER = { "offered_for_images", "offered_for_acts", "threatened", "images_shared" }
local CALLED = {
  offered_for_images = "An offer of money or gifts for sexual images",
  offered_for_acts = "An offer of money or gifts to meet for sexual acts",
  threatened = "A threat or blackmail",
  images_shared = "Sexual images that were shared without permission",
}

-- That two or more of them happened. Written out, because one that a child
-- does not want to speak of must not hide the others.
local function several()
  local pairs = {}
  for at = 1, #ORDER - 1 do
    local later = table.concat(ORDER, ", ", at + 1)
    pairs[#pairs + 1] = "(" .. ORDER[at] .. " == yes and any_yes(" .. later .. "))"
  end
  return table.concat(pairs, " or ")
end

-- What is asked before the follow-up of the latest incident.
local function which_was_last()
  local options, happened = {}, {}
  for _, kind in ipairs(ORDER) do
    options[#options + 1] = { kind, CALLED[kind] }
    happened[#happened + 1] = "(most_recent_kind == " .. kind .. " and " .. kind .. " == yes)"
  end
  return {
    select_one "most_recent_kind" "Which of these happened to you most recently?" {
      class = "core",
      concept = "the latest of the four clear examples",
      sensitive = true,
      ask_if = several(),
      options = options,
      must = table.concat(happened, " or "),
      allow = { "dont_know", "prefer_not" },
    },
  }
end

-- That `kind` happened, and another one is known to have happened later.
local function earlier(kind)
  local others = {}
  for _, other in ipairs(ORDER) do
    if other ~= kind then
      others[#others + 1] = other
    end
  end
  return kind .. " == yes and most_recent_kind in (" .. table.concat(others, ", ") .. ")"
end

-- That `kind`, which happened, was the latest of the four, or the only one that
-- is known: what is asked about the most recent time is about it. Written so
-- that it says the same in a base, where what is not known holds in neither
-- direction, and in a condition that counts answers.
local function latest(kind)
  local alone = {}
  for _, other in ipairs(ORDER) do
    if other ~= kind then
      alone[#alone + 1] = "(missing(" .. other .. ") or " .. other .. " == no)"
    end
  end
  return "(most_recent_kind == " .. kind .. " or (" .. table.concat(alone, " and ") .. "))"
end

return {
  any = "any_yes(" .. table.concat(ORDER, ", ") .. ")",
  which_was_last = which_was_last,
  earlier = earlier,
  latest = latest,
}
