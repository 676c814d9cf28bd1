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
      age_from = "age",
      cases = "cases",
      missing_codes = { ["-888"] = "prefer_not" },
      words = { dont_know = "Does not know" },
      about = "One child a household.",
      confirm = "Invented.",

      section "about_you" "About you" {
        about = "Opens the interview.",
        self_administered = false,
        after_end = false,
        instruction = "Sit side by side.",
        texts = { sw = "Kuhusu wewe" },
        instructions = { sw = "Kaeni pamoja." },

        case "child" "Number of the case" {
          class = "core",
          hint = "Scan it.",
          hints = { sw = "Soma." },
          concept = "pairing",
          texts = { sw = "Namba" },
        },

        integer "age" "How old are you?" {
          class = "core",
          range = { 0, 99 },
          unit = "years",
          allow = { "dont_know", "prefer_not" },
          must = "age >= 12",
          warn_if = "age > 17",
          hint = "Completed years.",
          hints = { sw = "Maelezo." },
          answered_by = "respondent",
          preloaded = "age",
          ends_if = "age > 90",
          ends_as = "too_old",
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
          must = "online == yes or age > 12",
          warn_if = "online == no",
          recall_months = 3,
          ages = { 12, 17 },
          hint = "Any device.",
          hints = { sw = "Maelezo." },
          answered_by = "respondent",
          preloaded = "online",
          random_order = false,
          ends_unless = "answered(online)",
          ends_as = "not_online",
          sensitive = false,
          concept = "internet use",
          texts = { sw = "Unatumia intaneti?" },
        },
      },

      section "by_law" "Where the law says so" {
        note "duty" "What must be reported." {
          class = "core",
          only_where = { possession = "yes" },
        },
        select_one "law_one" "One?" {
          class = "optional",
          options = YES_NO,
          only_where = { possession = "yes" },
        },
        select_multiple "law_some" "Some?" {
          class = "optional",
          options = YES_NO,
          only_where = { possession = "yes" },
        },
        integer "law_number" "How many?" {
          class = "optional",
          only_where = { possession = "yes" },
        },
        decimal "law_amount" "How much?" {
          class = "optional",
          only_where = { possession = "yes" },
        },
        text "law_words" "In words?" {
          class = "optional",
          only_where = { possession = "yes" },
        },
        date "law_date" "When?" {
          class = "optional",
          only_where = { possession = "yes" },
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
          ask_if = "age >= 13",
          must = "count_selected(devices) <= 2",
          warn_if = "selected(devices, none)",
          recall_months = 1,
          ages = { 12, 17 },
          hint = "Read out all.",
          hints = { sw = "Maelezo." },
          answered_by = "respondent",
          random_order = true,
          ends_if = "selected(devices, none)",
          ends_as = "no_device",
          sensitive = false,
          concept = "devices",
          texts = { sw = "Vifaa gani?" },
        },

        integer "hours" "How many hours a day?" {
          class = "adaptable",
          ends_unless = "hours < 24",
          ends_as = "no_sleep",
          range = { 0, 24 },
          unit = "hours",
          ask_if = "selected(devices, phone)",
          must = "hours ~= 5",
          warn_if = "hours > 16",
          recall_months = 1,
          ages = { 12, 17 },
        },

        decimal "spent" "How much did you spend?" {
          class = "optional",
          range = { 0, 1000 },
          unit = "coins",
          allow = { "dont_know" },
          ask_if = "selected(devices, phone)",
          must = "spent ~= 7",
          warn_if = "spent > 500",
          recall_months = 1,
          ages = { 15, 17 },
          hint = "An estimate is enough.",
          hints = { sw = "Maelezo." },
          answered_by = "respondent",
          preloaded = "spent",
          sensitive = false,
          concept = "spending",
          texts = { sw = "Kiasi gani?" },
        },

        text "in_words" "What do you like there?" {
          class = "optional",
          allow = { "prefer_not" },
          ask_if = "age >= 13",
          recall_months = 1,
          ages = { 12, 17 },
          hint = "Verbatim.",
          hints = { sw = "Maelezo." },
          answered_by = "respondent",
          preloaded = "in_words",
          sensitive = true,
          concept = "what is liked",
          texts = { sw = "Unapenda nini?" },
        },

        date "since" "Since when are you online?" {
          class = "optional",
          allow = { "dont_know" },
          ask_if = "age ~= 15",
          must = "since >= \"2000-01-01\"",
          warn_if = "since < \"2005-01-01\"",
          ages = { 12, 17 },
          hint = "The first of the month will do.",
          hints = { sw = "Maelezo." },
          answered_by = "respondent",
          preloaded = "since",
          sensitive = false,
          concept = "first use",
          texts = { sw = "Tangu lini?" },
        },

        calculation "hours_week" "Hours a week" {
          class = "optional",
          value = "hours * 7",
          ask_if = "answered(hours)",
          concept = "time online",
          ends_if = "hours_week > 160",
          ends_as = "no_sleep",
        },

        calculation "days" "Days of use" {
          class = "optional",
          value = "hours_week / 24",
          ends_unless = "days < 7",
          ends_as = "no_sleep",
        },

        select_multiple "places" "Where do you go online?" {
          class = "adaptable",
          options = { { "home", "At home", texts = { sw = "Nyumbani" } }, { "away", "Away" } },
          ends_unless = "selected(places, home)",
          ends_as = "nowhere",
        },

        select_one "later" "Shall we go on later?" {
          class = "adaptable",
          options = YES_NO,
          ends_if = "later == yes",
          ends_as = "put_off",
        },

        time "evening" "Until when are you online in the evening?" {
          class = "optional",
          allow = { "dont_know" },
          ask_if = "age >= 14",
          hint = "24 hours.",
          hints = { sw = "Saa 24." },
          sensitive = false,
          concept = "time of use",
          answered_by = "respondent",
          texts = { sw = "Hadi saa ngapi?" },
        },

        geopoint "where" "Place of the interview" {
          class = "optional",
          accuracy_m = 2000,
          allow = { "not_applicable" },
          ask_if = "age <= 16",
          hint = "Outside the house.",
          hints = { sw = "Nje." },
          sensitive = false,
          concept = "area",
          answered_by = "interviewer",
          texts = { sw = "Mahali" },
        },

        battery "activities" "How often do you do this online?" {
          class = "core",
          options = { { "often", "Often" }, { "never", "Never" } },
          allow = { "dont_know" },
          ask_if = "age > 12",
          recall_months = 3,
          ages = { 12, 16 },
          random_order = true,
          hint = "Read out each.",
          hints = { sw = "Soma." },
          sensitive = false,
          concept = "activities",
          answered_by = "respondent",
          texts = { sw = "Mara ngapi?" },

          row "games" "Play games" {
            class = "adaptable",
            ask_if = "hours > 1",
            must = "hours > 2 or games == often",
            warn_if = "games == often",
            recall_months = 1,
            ages = { 13, 16 },
            sensitive = false,
            concept = "games",
            texts = { sw = "Michezo" },
          },
          row "schoolwork" "Do schoolwork" {},
        },

        roster "household" "Members of the household" {
          class = "core",
          count = "hours + 1",
          max = 20,
          ask_if = "age >= 13",
          about = "Everyone who eats together.",
          sensitive = false,
          texts = { sw = "Kaya" },

          integer "member_age" "Age of the member" {
            class = "core",
            range = { 0, 120 },
          },
        },

        random_pick "picked" "The member who is asked" {
          class = "core",
          from = "household",
          where = "member_age >= 12",
          ask_if = "count_rows(household, member_age >= 12) > 0",
          concept = "selection",
        },
      },
    },

    questionnaire "caregivers" "Caregivers" {
      respondents = "one caregiver of each child",
      population = "caregivers of internet-using children 12-17",

      section "about_caregiver" "About you" {
        case "child" "Number of the case" { class = "core" },
      },
    },
  },

  burden "survey/children" {
    seconds = { select_one = 6, integer = 7 },
    seconds_per_word = 0.4,
    services = "thanks",
    limits = { minutes = 45, sensitive_items = 40, questions_to_services = 60, questions_to_end = 60, sensitive_without_exit = 40 },
    source = "https://example.org/burden",
    confirm = "Invented.",

    expect "online" {
      shares = { yes = 0.8, no = 0.1, dont_know = 0.05 },
      assumed = "for trying out",
    },

    expect "household" {
      rows = 4,
      source = "https://example.org/households",
    },
  },

  dyad "survey/caregivers" {
    with = "survey/children",
    by = "child",
    stands_for = "internet-using children 12-17 with a caregiver who was asked",
    weight = "survey/children",
    adjust = "stratum",
    because = "Invented.",
    smallest = 5,
    confirm = "Invented.",
  },

  quality "survey/children" {
    thresholds = { near_identical = 0.85 },
    because = { near_identical = "General practice." },
    begins = "evening",
    ends = "evening",
    confirm = "Invented.",
  },
}
