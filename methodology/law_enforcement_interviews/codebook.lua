return codebook "themes" "Themes of the law enforcement and justice interviews" {
  theme "organisation_of_units" "Organisation" {
    description = "Units, mandates and the division of work",
  },
  theme "handling_of_reports" "Handling of reports" {
    description = "What becomes of a report or a referral",
  },
  theme "recording_practice" "Recording" {
    description = "How offences enter the statistics",
    include_when = "a counting rule, a form or a database is described",
  },
  theme "trends_seen" "Trends" {
    description = "Changes that investigators describe",
    exclude_when = "a figure from a series is quoted: the series itself is the evidence",
  },
  theme "unit_capacity" "Capacity" {
    description = "What a unit has and lacks",

    theme "staff_and_training" "Staff and training" {
      description = "Numbers, time, skills",
    },
    theme "equipment_and_tools" "Equipment and tools" {
      description = "Hardware, software, databases",
    },
    theme "staff_welfare" "Staff welfare" {
      description = "Support for people who do this work",
    },
  },
  theme "care_for_victims" "Care for victims" {
    description = "How child victims are treated and supported during an investigation",
  },
  theme "international_cooperation" "International cooperation" {
    description = "Requests, channels and partners abroad",
  },
  theme "law_enforcement_coordination" "Coordination" {
    description = "Working together at home, with services and with industry",
  },
}
