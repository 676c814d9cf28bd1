return {
  country "XEZ" "Otherland" {
    region = "north",
    languages = { "en", "sw" },

    adapt "survey/children" {
      reword "hours" {
        text = "How many hours on a school day?",
        inherited_from = "XEX",
      },

      leave_out "spent" {
        inherited_from = "XEX",
      },

      add_options "devices" {
        { "console", "Console" },
        after = "phone",
        inherited_from = "XEX",
      },

      remove_options "devices" {
        options = { "laptop" },
        inherited_from = "XEX",
      },

      ask_only_if "in_words" {
        condition = "age >= 15",
        inherited_from = "XEX",
      },

      other_recall "hours" {
        months = 2,
        inherited_from = "XEX",
      },

      other_ages "since" {
        ages = { 14, 17 },
        inherited_from = "XEX",
      },

      reorder "places" {
        options = { "away", "home" },
        inherited_from = "XEX",
      },

      move "later" {
        before = "places",
        inherited_from = "XEX",
      },

      move_section "by_law" {
        after = "going_online",
        inherited_from = "XEX",
      },

      translate "sw" {
        texts = { age = "Una miaka mingapi?" },
        inherited_from = "XEX",
      },

      add_row "activities" {
        inherited_from = "XEX",

        row "local_news" "Read local news" {
          class = "optional",
        },
      },

      add_item "going_online" {
        inherited_from = "XEX",

        text "local_app" "Which local app do you use?" {
          class = "optional",
          ask_if = "age >= 13",
        },
      },
    },
  },
}
