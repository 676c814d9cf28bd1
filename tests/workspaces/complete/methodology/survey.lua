local YES_NO = { { "yes", "Yes" }, { "no", "No" } }

return {
  activity "survey" "A survey" {
    number = 1,
    part = "perspectives",
    kind = "survey",
    asks = "children and caregivers",
    design = "1,000 children",
    target = 1000,
    representative = true,
    ethics = true,
    source = "https://example.org/survey",
    confirm = "Invented.",
    about = "Asks households.",

    questionnaire "children" "Children" {
      respondents = "children aged 12-17",
      population = "internet-using children 12-17",
      ages = { 12, 17 },
      recall_months = 12,
      mode = "face_to_face",
      records = { id = "case_id", area = "district" },
      about = "One child a household.",
      confirm = "Invented.",

      section "about_you" "About you" {
        about = "Opens the interview.",

        integer "age" "How old are you?" {
          class = "core",
          range = { 0, 99 },
          unit = "years",
          allow = { "dont_know", "prefer_not" },
          must = "age >= 12",
          warn_if = "age > 17",
          hint = "Completed years.",
          sensitive = false,
          concept = "age",
          texts = { sw = "Una umri gani?" },
        },

        note "thanks" "Thank you. You can reach the helpline: {helpline}." {
          class = "optional",
          ask_if = "answered(age)",
          texts = { sw = "Asante." },
          sensitive = false,
        },

        select_one "online" "Do you use the internet?" {
          class = "core",
          options = YES_NO,
          allow = { "dont_know", "not_applicable" },
          ask_if = "age >= 12",
          must = "answered(online)",
          warn_if = "online == no",
          recall_months = 3,
          ages = { 12, 17 },
          hint = "Any device.",
          sensitive = false,
          concept = "internet use",
          texts = { sw = "Unatumia intaneti?" },
        },
      },

      section "going_online" "Going online" {
        ask_if = "online == yes",
        sensitive = true,
        about = "For those who are online.",

        select_multiple "devices" "Which devices do you use?" {
          class = "adaptable",
          options = { { "phone", "Phone" }, { "laptop", "Laptop" }, { "other", "Other", anchored = true, specify = true }, { "none", "None of these", exclusive = true } },
          allow = { "prefer_not" },
          ask_if = "online == yes",
          must = "count_selected(devices) >= 1",
          warn_if = "selected(devices, none)",
          recall_months = 1,
          ages = { 12, 17 },
          hint = "Read out all.",
          sensitive = false,
          concept = "devices",
          texts = { sw = "Vifaa gani?" },
        },

        integer "hours" "How many hours a day?" {
          class = "adaptable",
          range = { 0, 24 },
          unit = "hours",
          ask_if = "selected(devices, phone)",
          must = "hours <= 24",
          warn_if = "hours > 16",
          recall_months = 1,
          ages = { 12, 17 },
        },

        decimal "spent" "How much did you spend?" {
          class = "optional",
          range = { 0, 1000 },
          unit = "coins",
          allow = { "dont_know" },
          ask_if = "online == yes",
          must = "spent >= 0",
          warn_if = "spent > 500",
          recall_months = 1,
          ages = { 15, 17 },
          hint = "An estimate is enough.",
          sensitive = false,
          concept = "spending",
          texts = { sw = "Kiasi gani?" },
        },

        text "in_words" "What do you like there?" {
          class = "optional",
          allow = { "prefer_not" },
          ask_if = "online == yes",
          recall_months = 1,
          ages = { 12, 17 },
          hint = "Verbatim.",
          sensitive = true,
          concept = "what is liked",
          texts = { sw = "Unapenda nini?" },
        },

        date "since" "Since when are you online?" {
          class = "optional",
          allow = { "dont_know" },
          ask_if = "online == yes",
          must = "since >= \"2000-01-01\"",
          warn_if = "since < \"2005-01-01\"",
          ages = { 12, 17 },
          hint = "The first of the month will do.",
          sensitive = false,
          concept = "first use",
          texts = { sw = "Tangu lini?" },
        },

        calculation "hours_week" "Hours a week" {
          class = "optional",
          value = "hours * 7",
          ask_if = "answered(hours)",
          concept = "time online",
        },
      },
    },
  },
}
