-- Members of a programme, of an activity and of an output are three different
-- lists. A country that is not in a list is simply not in it; nothing follows
-- from one list for another.
local NATURE = "https://preview-www.nature.com/articles/s41586-026-10525-4/tables/1"
local PRESS = "https://www.krakatech.com/posts/2026-07-03-children-faster-than-adults-in-adopting-ai-unicefs-alarm-on-/"

local POOLED = {
  "KHM", "ETH", "IDN", "KEN", "MYS", "MOZ",
  "NAM", "PHL", "TZA", "THA", "UGA", "VNM",
}

return {
  programme "phase_1" "Phase 1" {
    lists = {
      planned = {
        "KHM", "ETH", "IDN", "KEN", "MYS", "MOZ", "NAM",
        "PHL", "RWA", "ZAF", "TZA", "THA", "UGA", "VNM",
      },
      -- All but Rwanda.
      completed = {
        "KHM", "ETH", "IDN", "KEN", "MYS", "MOZ", "NAM",
        "PHL", "ZAF", "TZA", "THA", "UGA", "VNM",
      },
    },
    figures = "phase_1_figures.csv",
    source = "https://ecpat.org/disrupting-harm",
    about = "Fourteen countries planned, thirteen completed, twelve in the pooled child survey. Funded by End Violence and Safe Online.",

    -- Where an activity was run: the countries whose results or fieldwork a
    -- source held here states. That no source states it is no sign that it was
    -- not run.
    ran "household_survey" {
      countries = POOLED,
      among = "completed",
      not_stated = "how the survey was run in South Africa, which the pooled survey leaves out and whose figures are known from reposts and the press",
      source = NATURE,
    },

    ran "frontline_survey" {
      countries = { "KHM", "MYS", "ZAF", "TZA" },
      among = "completed",
      not_stated = "whether it was run in the nine others",
      source = "The figures of the survey held for each country named, each with its own source",
      about = "Named are the countries for which a figure of the survey is held. Cambodia and Tanzania are known from the press only.",
    },

    ran "duty_bearer_interviews" {
      countries = { "KHM" },
      among = "completed",
      not_stated = "whether they were held in the twelve others",
      source = "The number of interviews held for Cambodia, with its own source",
      about = "Named is the country for which the number of interviews is held; it is known from the press only. The design size is ten to twelve a country.",
    },

    ran "survivor_conversations" {
      number = 5,
      among = "completed",
      not_stated = "which five of the thirteen",
      source = "Field brief of this project, table of the activities, marked as read on a public page; the page is to be cited",
      about = "Held only where an ethics board cleared them. The design foresaw five or six countries.",
    },

    output "pooled_child_survey" "The pooled child survey" {
      countries = POOLED,
      among = "completed",
      publishes = {
        "published:tfcsea_any_12m_users", "published:internet_use_12_17", "published:tfcsea_any_12m_all",
        "published:tfcsea_est_children", "published:child_pop_12_17",
      },
      source = NATURE,
      about = "All that were completed but South Africa.",
    },
  },

  programme "phase_2" "Phase 2" {
    lists = {
      members = {
        "ARM", "BRA", "COL", "DOM", "JOR", "MEX",
        "MNE", "MAR", "MKD", "PAK", "SRB", "TUN",
      },
    },
    figures = "phase_2_figures.csv",
    source = "Field brief of this project, section on the programme, marked as read on a public page; the page is to be cited",
    about = "Different outputs use ten, eleven or twelve of these countries: an output names its own. The pooled figures are held with 2024-2025 as the year of publication, while the titles of their sources name 2026: to be checked at the sources.",

    ran "household_survey" {
      countries = { "BRA" },
      among = "members",
      not_stated = "in which of the eleven others; pooled statements cover ten or eleven countries and name none",
      source = "https://www.acessa.com/noticias/2026/03/313501-1-em-cada-5-adolescentes-brasileiros-relata-ter-sofrido-exploracao-ou-abuso-sexual-online-aponta-unicef.html",
      about = "Known from the press only.",
    },

    output "ai_use" "Analysis of the use of AI by children" {
      number = 10,
      among = "members",
      not_stated = "which ten of the twelve; and whether the figure on homework and learning is about the same ten, for the number is stated with the other figure only",
      publishes = { "published:ai_users_est", "published:ai_homework_est" },
      source = PRESS,
      about = "Known from the press only.",
    },

    output "manipulated_images" "Statement on images manipulated by AI" {
      number = 11,
      among = "members",
      not_stated = "which eleven of the twelve",
      publishes = { "published:ai_deepfake_victims_est" },
      source = PRESS,
      about = "Known from the press only.",
    },
  },
}
