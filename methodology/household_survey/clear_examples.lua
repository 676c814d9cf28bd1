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

-- What is asked before the follow-up of the latest incident.
local function which_was_last()
  local options, happened = {}, {}
  for _, kind in ipairs(ORDER) do
    options[#options + 1] = { kind, CALLED[kind] }
    happened[#happened + 1] = "(most_recent_kind == " .. kind .. " and " .. kind .. " == yes)"
  end
  return {
    calculation "clear_kinds" "Kinds of clear examples" {
      class = "core",
      value = "count_yes(" .. table.concat(ORDER, ", ") .. ")",
    },

    select_one "most_recent_kind" "Which of these happened to you most recently?" {
      class = "core",
      concept = "the latest of the four clear examples",
      sensitive = true,
      ask_if = "clear_kinds >= 2",
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

-- That `kind` was the latest of the four: what is asked about the most recent
-- time is about it.
local function latest(kind)
  return "(clear_kinds == 1 or most_recent_kind == " .. kind .. ")"
end

return {
  any = "any_yes(" .. table.concat(ORDER, ", ") .. ")",
  which_was_last = which_was_last,
  earlier = earlier,
  latest = latest,
}
