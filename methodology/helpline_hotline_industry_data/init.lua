return activity "helpline_hotline_industry_data" "Helpline, hotline and industry data" {
  number = 3,
  part = "context",
  kind = "offence_data",
  asks = "Operators of helplines and hotlines, and platforms",
  representative = false,
  -- Aggregates only: nobody is asked and no record of a person is taken.
  ethics = false,
  source = "https://www.end-violence.org/grants/disrupting-harm-global",

  data_request "helpline_data" "Child helplines" {
    asked_of = "Operators of child helplines",
    series = { "helpline_contacts", "helpline_contacts_online_csea" },
    confirm = "The operator fills in what one count is, the age limit and the period before a figure is used.",
  },

  data_request "hotline_data" "Hotlines and reporting portals" {
    asked_of = "Operators of hotlines and reporting portals",
    series = { "hotline_reports", "hotline_reports_confirmed" },
    confirm = "The operator fills in what one count is and the period before a figure is used.",
  },

  data_request "industry_data" "Industry reports" {
    asked_of = "Platforms, and the organisations that receive their reports",
    series = { "cybertips" },
    about = "Published transparency figures are taken first; a platform is asked only for what it does not publish.",
  },
}
