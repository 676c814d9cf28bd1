return scenarios {
  of = "survey/children",
  given = { online = "yes", devices = { "phone" }, hours = 2, later = "no", places = { "home" } },
  about = "One child a scenario.",

  scenario "younger" "A child below the ages is not asked" {
    of = "survey/children",
    given = { age = 14, hours = 17 },
    asked = { "devices", "household" },
    not_asked = { "spent" },
    has = { hours_week = 119, household = 18 },
    warns = { "hours" },
    about = "Hours are many.",
  },

  scenario "not_known" "The interview ends where it is not known" {
    given = { age = 13, online = "dont_know" },
    ends_at = "online",
    outcome = "not_online",
  },
}
