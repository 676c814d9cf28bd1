return activity "interviews" "Interviews" {
  number = 2,
  part = "perspectives",
  kind = "interviews",
  asks = "duty bearers",
  source = "https://example.org/interviews",

  interview_guide "guide" "Guide" {
    respondents = "staff of ministries",
    target = 10,
    about = "An hour each.",
    confirm = "Invented.",

    topic "barriers" "What stands in the way?" {
      class = "optional",
      probes = { "Money?", "Staff?" },
      themes = { "money", "staff" },
      hint = "Let them tell.",
      sensitive = false,
      texts = { sw = "Vikwazo?" },
    },
  },

  codebook "codes" "Codes" {
    about = "One level deep.",

    theme "resources" "Resources" {
      description = "what there is to work with",
      include_when = "means are mentioned",
      exclude_when = "the law is meant",

      theme "money" "Money" {
        description = "budgets",
      },

      theme "staff" "Staff" {
        description = "people",
      },
    },
  },
}
