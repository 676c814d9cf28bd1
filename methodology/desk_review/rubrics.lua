-- Points over the answers to the checklist. What is unanswered leaves a range.
return {
  rubric "icmec_core" "ICMEC core criteria" {
    of = "law_and_policy",
    about = "The five core criteria of ICMEC's review of legislation, a point each.",
    confirm = "The wording of the five is to be checked in the current edition of ICMEC's model legislation.",

    credit "legislation" "Legislation specific to child sexual abuse material exists" { when = "csam_legislation == yes" },
    credit "definition" "Child sexual abuse material is defined" { when = "csam_defined == yes" },
    credit "technology" "Technology-facilitated offences are criminalised" { when = "csam_technology_offences == yes" },
    credit "possession" "Knowing possession is criminalised whatever the intent to distribute" { when = "csam_possession == yes" },
    credit "providers" "Internet service providers report suspected material" { when = "provider_duty_to_report == points_1" },
  },

  rubric "oos_grooming" "Out of the Shadows: grooming" {
    of = "law_and_policy",
    about = "Zero to three points that add up.",
    confirm = "Which point is given for what is to be checked in the index's own codebook.",

    credit "defined" "Grooming or an equivalent term is defined" { when = "grooming_defined == yes" },
    credit "with_meeting" "Criminalised with an intent to meet" { when = "grooming_with_meeting == yes" },
    credit "without_meeting" "Criminalised whether or not there is an intent to meet" { when = "grooming_without_meeting == yes" },
  },

  rubric "oos_csam" "Out of the Shadows: child sexual abuse material" {
    of = "law_and_policy",
    about = "Zero to four points that add up.",
    confirm = "Three of the four are named by the criteria list; that the fourth is specific legislation is to be checked in the index's own codebook.",

    credit "legislation" "Legislation specific to it exists" { when = "csam_legislation == yes" },
    credit "defined" "It is defined in law" { when = "csam_defined == yes" },
    credit "possession" "Simple possession is criminalised" { when = "csam_possession == yes" },
    credit "technology" "Technology-facilitated offences are criminalised" { when = "csam_technology_offences == yes" },
  },

  rubric "oos_providers" "Out of the Shadows: duty of internet service providers" {
    of = "law_and_policy",
    about = "Zero or one point.",

    credit "report" "Providers report suspected material" { when = "provider_duty_to_report == points_1" },
  },

  rubric "oos_child_victims" "Out of the Shadows: procedures for child victims" {
    of = "law_and_policy",
    about = "Zero to two points; the criterion is answered in points.",

    credit "one" "One point" { when = "child_victim_procedures == points_1" },
    credit "two" "Two points" { when = "child_victim_procedures == points_2", worth = 2 },
  },
}
