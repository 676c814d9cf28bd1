return {
  report "national" "National report" {
    about = "In order.",
    source = "https://example.org/report",

    chapter "summary" "Summary" {
      expects = { "survey", "interviews" },
      number = "1",
      about = "Opens the report.",

      paragraph "What follows is about {country}.",

      show_insights {
        insight "how_many" "How many" {
          shows = { "published:online_share", "indicator:children_online" },
          otherwise = "Nothing is held.",
        },
      },

      show_figures {
        of = { "published:online_share" },
        title = "Figures",
      },

      show_dots {
        of = "published:online_share",
        title = "Countries",
      },

      show_trend {
        of = "series:cases",
        title = "Cases",
        rate = "people",
      },

      show_rubrics {
      of = { "law_points" },
      title = "Points",
    },

    show_answers {
        of = { "offences" },
        title = "Answers",
      },

      show_activities {},

      show_instrument {
        of = "survey/children",
      },

      show_findings {
        chapter = "summary",
      },

      show_recommendations {},

      show_leads {},

      show_conflicts {},

      show_comparability {},

      show_approvals {},

      show_services {},

      show_literature {},

      chapter "details" "Details" {
        number = "1.1",
      },
    },
  },
}
