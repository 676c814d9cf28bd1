-- A workspace with every constructor and every field of the script language,
-- one field a line: what tests/mutants.rs makes its mutants of.
return {
  methodology "complete" "A complete method" {
    version = "1",
    languages = { "en", "sw" },
    language_names = { en = "English", sw = "Kiswahili" },
    about = "Every constructor and every field, once.",
    source = "https://example.org/method",
  },

  organisation "institute" "The institute" {
    url = "https://example.org",
    law_enforcement = false,
    about = "Leads the method.",
  },

  part "perspectives" "Perspectives" {
    led_by = "institute",
    about = "What respondents say.",
  },

  programme "phase_x" "Phase X" {
    lists = { planned = { "XEX", "XEY" }, completed = { "XEX" } },
    figures = "phase_x.csv",
    source = "https://example.org/phase-x",
    about = "An invented phase.",

    ran "survey" {
      countries = { "XEX" },
      number = 2,
      among = "planned",
      not_stated = "which other",
      source = "https://example.org/phase-x/survey",
      about = "Invented.",
    },

    output "overview" "An overview" {
      countries = { "XEX" },
      number = 2,
      among = "planned",
      not_stated = "which other",
      publishes = { "published:deaths" },
      source = "https://example.org/phase-x/overview",
      about = "Invented.",
    },
  },

  worksheet_point "currency" "Currency" {
    asks = "Which currency do wordings name?",
  },

  duty_bearer "ministry" "The ministry" {
    about = "Plans and pays.",
  },

  safeguards {
    immediate_danger = "help is called at once",
    ongoing_harm_hours = 24,
    past_harm = "a contact is offered",
    confirm = "Invented.",
    source = "https://example.org/safeguards",
  },

  scale "yes_no_partly" "Yes, partly, no" {
    values = { { "yes", "Yes" }, { "partly", "Partly" }, { "no", "No" } },
    lasting = { "yes" },
    absence = { "no" },
    grid = true,
    about = "Answers of the checklist.",
  },

  rubric "law_points" "Points of the law" {
    of = "law",
    source = "https://example.org/rubric",
    confirm = "Invented.",
    about = "An invented rubric.",

    credit "forbidden" "Possession is forbidden" {
      when = "possession == yes",
      worth = 2,
    },
  },

  legal_instrument "penal_code" "Penal code" {
    kind = "statute",
    adopted = "1980-01-01",
    in_force = "1980-06",
    source = "https://example.org/code",
    confirm = "Invented.",
    about = "An invented code.",
  },
}
