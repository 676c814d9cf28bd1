return activity "offence_data" "Offence data and threat assessment" {
  number = 7,
  part = "threat",
  kind = "offence_data",
  asks = "Police and justice statistics, foreign and NGO referrals, industry reports",
  representative = false,
  -- Aggregates only: nobody is asked and no record of a person is taken.
  ethics = false,
  source = "https://www.end-violence.org/grants/interpol-disrupting-harm",

  data_request "police_data" "Police statistics" {
    asked_of = "National police and specialised units",
    -- Crossed with every category of the classification it would be a form of
    -- hundreds of rows.
    by = { "age_group", "sex" },
    series = { "police_csea_reported", "police_online_csea_reported", "police_csam_investigated", "foreign_referrals" },
    about = "A zero that was counted is a figure; a form left empty is none.",
    confirm = "The provider fills in the counting rules before a figure is used.",
  },

  data_request "courts_data" "Prosecution and court statistics" {
    asked_of = "Prosecution service and courts",
    series = { "online_csea_prosecuted", "online_csea_convicted" },
    about = "Police and court counts of one year are a ratio, not a conviction rate: they are not about the same cases.",
    confirm = "The provider fills in the counting rules before a figure is used.",
  },
}
