return {
  country "XEX" "Exampleland" {
    region = "north",
    languages = { "en", "sw" },
    language_names = { sw = "Kiswahili cha Exampleland" },
    submission_key = "MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAzCjaTxtWp95vTC7TFu91VPcP5BvW+WNL3y/hVlegEMNxB3p0AYDK4bfWuHOB0dDT+w4q09bxtWJj67SAGHAHzj0F579tXKEeFr25QCYDb1hgJbhLyiE5iUsJSP83n6QFQyDkldEYvIEJr2+uZyfdi+AvigvRgszfMZ0N8M9DVed8Vn/3l/sa/uoaftrMwlx1LTNqwjvfG+ZKbAV/6ooRk0WoB/UDOYzVo2HmOFseSkyZ4SQfC7c1GOt4T81pvfSaHyN2MDfAt5M2aeHPiOCZREj1mwJz88tlfwz/o2FflAhEOtyPrxz4rGuD+vda1xD3LbDbmDjy8LgVTfFroBK5jQIDAQAB",
    figures = "figures.csv",
    observations = "observations.csv",
    missing_codes = { ["-999"] = "dont_know" },
    placeholders = { helpline = "111" },
    about = "Invented.",
    source = "https://example.org/exampleland",
    confirm = "Invented.",

    adapt "survey/children" {
      reword "hours" {
        text = "How many hours on a school day?",
        because = "holidays differ",
        keeps = "meaning",
        shown_by = "cognitive test 2",
        waiver = "not needed",
      },

      leave_out "spent" {
        because = "the board asked for it",
        waiver = "not needed",
      },

      add_options "devices" {
        { "console", "Console" },
        after = "phone",
        because = "in wide use",
      },

      remove_options "devices" {
        options = { "laptop" },
        because = "not in use",
        keeps = "meaning",
        shown_by = "cognitive test 3",
        waiver = "not needed",
      },

      ask_only_if "in_words" {
        condition = "age >= 15",
        because = "the board asked for it",
        waiver = "not needed",
        source = "https://example.org/board",
      },

      other_recall "hours" {
        months = 2,
        because = "as before",
        waiver = "not needed",
        source = "https://example.org/recall",
      },

      other_ages "since" {
        ages = { 14, 17 },
        because = "as before",
        waiver = "not needed",
        source = "https://example.org/ages",
      },

      reorder "places" {
        options = { "away", "home" },
        because = "most are away",
        keeps = "meaning",
        shown_by = "cognitive test 4",
        waiver = "not needed",
      },

      move "later" {
        before = "places",
        because = "asked sooner",
        keeps = "meaning",
        shown_by = "cognitive test 5",
        waiver = "not needed",
      },

      move "evening" {
        after = "where",
        because = "asked at the end",
      },

      move_section "by_law" {
        after = "going_online",
        because = "asked at the end",
        keeps = "meaning",
        shown_by = "cognitive test 6",
        waiver = "not needed",
      },

      move_section "by_law" {
        before = "going_online",
        because = "asked where it was",
      },

      translate "sw" {
        file = "translations/children.sw.csv",
        texts = { age = "Una miaka mingapi?", hours = "Saa ngapi?" },
        because = "asked in Swahili",
        shown_by = "back-translation",
      },

      add_row "activities" {
        because = "asked by the ministry",

        row "local_news" "Read local news" {
          class = "optional",
        },
      },

      add_item "going_online" {
        because = "asked by the ministry",

        text "local_app" "Which local app do you use?" {
          class = "optional",
          ask_if = "age >= 13",
        },
      },
    },

    not_run "interviews" {
      because = "no time",
      source = "https://example.org/not-run",
    },

    not_cleared "desk_review" {
      because = "the board said no",
      source = "https://example.org/not-cleared",
    },

    not_available "offence_data" {
      because = "not public",
      source = "https://example.org/not-available",
    },

    recorded_zero "deaths" {
      because = "counted",
      source = "https://example.org/zero",
    },

    permit "statistics_office" {
      of = "survey/children",
      to = "The statistics office",
      organisation = "institute",
      purpose = "weights",
      fields = { "age", "district" },
      pairs = false,
      audience = "partner",
      valid = { "2020-11-01", "2021-10-31" },
      given_by = "The institute",
      source = "https://example.org/permit",
    },

    approval "survey" {
      board = "The board",
      scope = "national",
      valid = { "2020-11-01", "2021-10-31" },
      state = "valid",
      reference = "12/2020",
      source = "https://example.org/approval",
      confirm = "Invented.",
    },

    approvals_stated {
      number = 2,
      activity = "interviews",
      not_stated = "the boards",
      source = "https://example.org/approvals",
      confirm = "Invented.",
      about = "Invented.",
    },

    fieldwork "survey" {
      period = "2020-2021",
      mode = "face to face",
      sampling = "clusters",
      interviews = 1000,
      design_effect = 1.5,
      note = "Two rounds.",
      source = "https://example.org/fieldwork",
      confirm = "Invented.",
    },

    series_metadata "cases" {
      provider = "the police of Exampleland",
      stage = "reported",
      unit_of_count = "case",
      counting_point = "when it is recorded",
      scope = "the whole country",
      breaks = { y2018 = "a new law" },
      legal_category = "chapter 5",
      iccs = "0302",
      iccs_match = "partial",
      child_age_limit = 18,
      principal_offence_rule = "the main offence counts",
      multiple_victim_rule = "one case",
      multiple_offender_rule = "one case",
      attempts = "counted",
      period_rule = "calendar year",
      completeness = "All stations report.",
      revision = "once a year",
      source = "https://example.org/cases",
      as_of = "2024",
      confirm = "Invented.",
    },

    safeguards {
      confirm = "Invented.",

      service "helpline" "The helpline" {
        contact = "111",
        free = true,
        languages = { "en", "sw" },
        source = "https://example.org/helpline",
        as_of = "2022",
        confirm = "Invented.",
      },
    },
  },
}
