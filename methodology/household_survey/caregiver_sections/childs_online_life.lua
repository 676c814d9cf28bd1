local list = include "shared/lists"

-- What the caregiver thinks, not what the child does: the child is asked.
return section "childs_online_life" "Your child online" {
  select_one "child_internet_frequency" "How often does your child use the internet?" {
    class = "core",
    options = list.frequency,
    allow = { "dont_know", "prefer_not" },
  },

  -- The rows of the child's questionnaire, in the caregiver's words.
  battery "child_activities" "As far as you know, how often does your child do these things online?" {
    class = "core",
    options = list.frequency_or_never,
    allow = { "dont_know", "prefer_not" },
    random_order = true,

    row "child_schoolwork" "Use the internet for schoolwork" {},
    row "child_watch_videos" "Watch videos" {},
    row "child_social_media" "Use social media" {},
    row "child_instant_messaging" "Use instant messaging" {},
    row "child_online_games" "Play games online" { class = "optional" },
  },

  select_one "rules_about_use" "Are there rules about your child's internet use?" {
    class = "adaptable",
    options = list.yes_no,
    allow = { "dont_know", "prefer_not" },
  },

  select_one "talks_about_online_life" "How often do you talk with your child about what they do online?" {
    class = "core",
    concept = "talking about online life",
    options = list.frequency_or_never,
    allow = { "dont_know", "prefer_not" },
  },

  battery "support_given" "How often does this happen?" {
    class = "core",
    options = list.how_often,
    allow = { "dont_know", "prefer_not" },

    row "caregiver_helps" "You help your child when something online bothers him or her" {},
    row "caregiver_checks" "You look at what your child does online without asking" { class = "optional" },
  },

  battery "worries" "How often do you worry about this?" {
    class = "optional",
    options = list.how_often,
    allow = { "dont_know", "prefer_not" },

    row "worry_strangers" "Your child being contacted online by people you do not know" {},
    row "worry_sexual_content" "Your child coming across sexual content online" {},
    row "worry_images" "Pictures of your child being shared without permission" {},
    row "worry_time" "Your child spending too much time online" {},
  },
}
