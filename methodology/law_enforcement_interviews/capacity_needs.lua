-- What a unit has, assessed by level; what it lacks and needs stands with each
-- answer. One answer a unit and criterion: about = "…" names the unit.
return checklist "capacity_needs" "Capacity needs of units" {
  respondents = "Units of law enforcement that handle these offences",
  about = "An answer names the unit it is about, and says whether it comes from an interview or a document. No case is to be identifiable.",
  proof = { "from", "source" },
  reviewers = 1,
  stale_after_years = 3,
  confirm = "The levels follow the phases of the Model National Response; their wording for units is to be confirmed.",

  domain "mandate" "Mandate and organisation" {
    criterion "unit_mandate" "Does the unit have a mandate for these offences, written and known?" { scale = "maturity", class = "core" },
    criterion "unit_procedures" "Are there procedures for reports and referrals, from receipt to closure?" { scale = "maturity", class = "core" },
  },
  domain "people" "People" {
    criterion "unit_staff" "Does the unit have enough staff, for enough of their time?" { scale = "maturity", class = "core" },
    criterion "unit_training" "Are staff trained for these offences, and again at intervals?" { scale = "maturity", class = "core" },
    criterion "unit_welfare" "Is there support for the staff themselves?" { scale = "maturity", class = "core" },
  },
  domain "tools" "Tools" {
    criterion "unit_equipment" "Does the unit have equipment and software for digital evidence?" { scale = "maturity", class = "core" },
    criterion "unit_databases" "Can the unit use the national and international databases it needs?" { scale = "maturity", class = "core" },
    criterion "unit_records" "Can these offences, and the use of technology, be told in the unit's records?" { scale = "maturity", class = "core" },
  },
  domain "partners" "Victims and partners" {
    criterion "unit_victim_support" "Are child victims looked after during an investigation?" { scale = "maturity", class = "core" },
    criterion "unit_cooperation_abroad" "Does cooperation with other countries work in the time it needs?" { scale = "maturity", class = "core" },
    criterion "unit_cooperation_at_home" "Does cooperation with services, hotlines and industry work?" { scale = "maturity", class = "core" },
  },
}
