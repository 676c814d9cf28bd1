return {
  activity "offence_data" "Offence data" {
    number = 4,
    part = "perspectives",
    kind = "offence_data",
    asks = "the police",
    source = "https://example.org/offences",

    data_request "police" "Police" {
      asked_of = "the police",
      series = { "cases", "inhabitants" },
      by = { "sex" },
      about = "By year.",
      confirm = "Invented.",
    },
  },

  series "cases" "Recorded cases" {
    provider = "the police",
    stage = "reported",
    unit_of_count = "case",
    counting_point = "when it is recorded",
    unit = "cases",
    by = { "sex", "age" },
    observations = "cases.csv",
    since = 1990,
    projected = false,
    is_not = { "prevalence" },
    caveats = { "Recording changed." },
    principal_offence_rule = "the main offence counts",
    iccs = "0302",
    iccs_match = "partial",
    child_age_limit = 18,
    scope = "the whole country",
    legal_category = "chapter 5",
    multiple_victim_rule = "one case",
    multiple_offender_rule = "one case",
    attempts = "counted",
    period_rule = "calendar year",
    revision = "once a year",
    one_rule = true,
    independent_counts = true,
    same_as = "court_cases",
    adds_to = "court_cases",
    completeness = "All stations report.",
    breaks = { y2019 = "a new form" },
    rank = false,
    source = "https://example.org/cases",
    confirm = "Invented.",
    about = "A series.",
  },

  series "court_cases" "Recorded cases, as the court counts them" {
    provider = "the court",
    stage = "reported",
    unit_of_count = "case",
    counting_point = "when it is filed",
    unit = "cases",
    source = "https://example.org/court",
  },

  dimension "sex" "Sex" {
    codes = { { "F", "Female" }, { "M", "Male" } },
    complete = true,
    source = "https://example.org/codes",
    confirm = "Invented.",
    about = "A dimension.",
  },

  dimension "age" "Age" {
    codes = "ages.csv",
  },

  series "inhabitants" "Inhabitants" {
    provider = "the statistics office",
    stage = "not_applicable",
    unit_of_count = "person",
    counting_point = "mid-year",
    unit = "people",
    source = "https://example.org/inhabitants",
  },

  request_form "standard" "How it is filled in" {
    version = "1",
    read_me = { "{asked_by} asks {asked_of} of {country} for the years {years}." },
    confirm = "Invented.",
    field "unit_of_count" "One count is" {
      hint = "What is counted once",
      answer = "text",
      options = { { "case", "a case" }, { "person", "a person" }, { "rest", "something else" } },
      other = { "rest" },
    },
    field "legal_category" "Age" {
      codes = "age",
    },
    field "as_of" "Counts as of" {
      answer = "date",
    },
  },

  denominator "people" "People" {
    value = "inhabitants",
    per = 100000,
    unit = "people",
    about = "All ages.",
    confirm = "Invented.",
  },
}
