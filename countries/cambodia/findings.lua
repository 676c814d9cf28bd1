-- Findings rest on publishers' pages, on NCMEC's own series and on the hotline's
-- own page. What is known from the press is left to the leads.
return findings {
  finding "one_in_ten_clear_examples" {
    claim = "At least 1 in 10 internet-using children in Cambodia were subjected to clear examples of OCSEA in the past year",
    rests_on = { "published:ocsea_clear_12m" },
    holds_if = "ocsea_clear_12m >= 10%",
    chapter = "childrens_experiences",

    recommendation "plan_for_the_scale" "Plan services for the number of children that these figures stand for" {
      to = { "government", "social_services" },
      status = "proposed",
    },
  },

  finding "unwanted_images_and_comments" {
    claim = "At least 15 in 100 internet-using children in Cambodia were subjected to sexual comments, and at least as many were sent unwanted sexual images",
    rests_on = { "published:sexual_comments_12m", "published:sent_unwanted_images_12m" },
    holds_if = "sexual_comments_12m >= 15% and sent_unwanted_images_12m >= 15%",
    chapter = "childrens_experiences",

    recommendation "better_reporting_functions" "Make reporting and blocking easy to find and to use for children" {
      to = { "industry" },
      status = "proposed",
    },
  },

  finding "hotline_in_place" {
    claim = "Cambodia has a hotline that is an INHOPE member",
    rests_on = { "criterion:hotline_or_portal" },
    holds_if = "hotline_or_portal == inhope_member",
    chapter = "reporting_mechanisms",

    recommendation "make_the_hotline_known" "Make the hotline known to children and adults, and see that it is funded" {
      to = { "helplines_and_hotlines", "donors" },
      status = "proposed",
    },
  },

  finding "fewer_reports_than_in_2021" {
    claim = "Fewer CyberTipline reports concerned Cambodia in 2023 than in 2021",
    about = "A smaller number of reports is no sign that fewer children are affected.",
    rests_on = { "series:cybertips" },
    holds_if = "at(cybertips, 2023) < at(cybertips, 2021)",
    chapter = "law_enforcement_data",
  },

  -- Cannot be told yet: the indicator needs records, and none are imported.
  finding "few_tell_a_service" {
    claim = "Fewer than 1 in 10 children in Cambodia subjected to a clear example told a formal service about the most recent incident",
    rests_on = { "indicator:told_formally" },
    holds_if = "ci_high(told_formally) < 10%",
    needs_base = 50,
    chapter = "barriers_to_telling",

    recommendation "services_children_trust" "Ask children what a service needs so that they would turn to it" {
      to = { "social_services", "helplines_and_hotlines", "law_enforcement" },
      status = "proposed",
    },
  },
}
