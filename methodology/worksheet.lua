-- What every new country settles before fieldwork, on a worksheet of its own
-- (countries/…/worksheet.lua). A point without an answer is unknown, and
-- dh show COUNTRY --readiness says so.
return {
  worksheet_point "region" "Region" {
    asks = "The region whose layer the country shares; dh new region makes one where none fits.",
  },

  worksheet_point "languages" "Languages" {
    asks = "The languages respondents are interviewed in, by area, and the scripts they are written in.",
  },

  worksheet_point "currency" "Currency" {
    asks = "The currency that wordings and options name, and amounts that mean the same here.",
  },

  worksheet_point "school_types" "Types of school" {
    asks = "The kinds and levels of school, with the names children use for them.",
  },

  worksheet_point "administrative_units" "Administrative units" {
    asks = "The units by which the sample is stratified, and the urban and rural definition in use.",
  },

  worksheet_point "platforms" "Platforms" {
    asks = "The platforms, games and messengers in wide use here that the lists of options lack.",
  },

  worksheet_point "helpline" "Child helpline" {
    asks = "The number that is read out, who runs it, its hours, its languages and whether it is free.",
  },

  worksheet_point "services" "Services and referral" {
    asks = "Whom a child is referred to, by area and tier: immediate danger, ongoing harm, past harm.",
  },

  worksheet_point "consent_and_reporting" "Consent and mandatory reporting" {
    asks = "From which age a child consents alone, and whether the law makes interviewers report: the answer to the criterion interviewers_duty_to_report decides whether children are told so.",
  },

  worksheet_point "ethics_boards" "Ethics boards" {
    asks = "The national and sub-national bodies that approve each activity, and what applies where no process exists.",
  },
}
