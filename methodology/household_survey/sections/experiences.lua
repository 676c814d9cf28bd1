local list = include "shared/lists"
local stop_code = include "household_survey/stop_code"

-- Items stay at the level of the published indicator labels. Nothing is asked
-- about the events themselves, and back-checks never ask these items again.
return section "experiences" "Things that may have happened to you" {
  sensitive = true,
  self_administered = true,
  instruction = "Hand over the device again, unless the child wants the questions read out.",

  note "before_experiences" "The next questions are about things that happen to some young people. You may leave out any of them." {
    class = "core",
  },

  select_one "sexual_comments" "In the past year, has anyone made sexual comments about you that made you feel uncomfortable?" {
    class = "core",
    sensitive = true,
    options = list.yes_no,
    allow = { "dont_know", "prefer_not" },
  },

  select_one "asked_to_talk" "In the past year, has anyone online asked you to talk about sex when you did not want to?" {
    class = "core",
    sensitive = true,
    options = list.yes_no,
    allow = { "dont_know", "prefer_not" },
  },

  select_one "sent_unwanted_images" "In the past year, has anyone sent you sexual images that you did not want?" {
    class = "core",
    sensitive = true,
    options = list.yes_no,
    allow = { "dont_know", "prefer_not" },
  },

  select_one "asked_for_images" "In the past year, has anyone asked you for sexual images of yourself when you did not want to share any?" {
    class = "core",
    sensitive = true,
    options = list.yes_no,
    allow = { "dont_know", "prefer_not" },
  },

  -- The four clear examples. The headline is their union, so each of them is
  -- core: a country that changes one changes the headline.
  select_one "offered_for_images" "In the past year, has anyone offered you money or gifts in return for sexual images of yourself?" {
    class = "core",
    concept = "first of the four clear examples",
    sensitive = true,
    options = list.yes_no,
    allow = { "dont_know", "prefer_not" },
  },

  select_one "offered_for_acts" "In the past year, has anyone offered you money or gifts to meet them for sexual acts?" {
    class = "core",
    concept = "second of the four clear examples",
    sensitive = true,
    options = list.yes_no,
    allow = { "dont_know", "prefer_not" },
  },

  select_one "threatened" "In the past year, has anyone threatened or blackmailed you online to make you engage in sexual activities?" {
    class = "core",
    concept = "third of the four clear examples",
    sensitive = true,
    options = list.yes_no,
    allow = { "dont_know", "prefer_not" },
  },

  select_one "images_shared" "In the past year, has anyone shared sexual images of you with others without your permission?" {
    class = "core",
    concept = "fourth of the four clear examples",
    sensitive = true,
    options = list.yes_no,
    allow = { "dont_know", "prefer_not" },
  },

  stop_code "go_on_after_experiences",
}
