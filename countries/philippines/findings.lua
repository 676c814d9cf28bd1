-- Findings rest on publishers' pages, the journal article and NCMEC's own
-- series. The Department of Justice's report counts are known from the press
-- and stand beside the series as a conflict, not as evidence.
return findings {
  finding "one_in_five_clear_examples" {
    claim = "At least 1 in 5 internet-using children in the Philippines were subjected to clear examples of OCSEA in the past year",
    rests_on = { "published:ocsea_clear_12m" },
    holds_if = "ocsea_clear_12m >= 20%",
    chapter = "childrens_experiences",

    recommendation "keep_it_a_priority" "Keep the protection of children online among the priorities of the national plan" {
      to = { "government" },
      status = "proposed",
    },
  },

  finding "many_do_not_know_where_help_is" {
    claim = "More than 4 in 10 children surveyed in the Philippines did not know where to get help, and more than half did not know how to report harmful content",
    rests_on = { "published:dont_know_where_help", "published:dont_know_report_content" },
    holds_if = "dont_know_where_help > 40% and dont_know_report_content > 50%",
    chapter = "barriers_to_telling",

    recommendation "teach_where_help_is" "Teach in schools where help can be found and how content is reported" {
      to = { "government", "caregivers_and_communities", "industry" },
      indicator = "Share of children who do not know where to get help",
      baseline = "44 %",
      status = "proposed",
    },
  },

  finding "reports_grew_from_2019_to_2021" {
    claim = "CyberTipline reports concerning the Philippines more than tripled from 2019 to 2021",
    about = "Report volume says what platforms find and pass on; it is no measure of how many children are affected. The figure of 2019 includes reports by the public.",
    rests_on = { "series:cybertips" },
    holds_if = "at(cybertips, 2021) > 3 * at(cybertips, 2019)",
    chapter = "law_enforcement_data",

    recommendation "share_the_load_of_reports" "Agree with partners abroad and with industry how reports are sorted, so that urgent ones come first" {
      to = { "law_enforcement", "industry" },
      status = "proposed",
    },
  },

  -- Cannot be told yet: the indicator needs records, and none are imported.
  finding "a_quarter_told_no_one" {
    claim = "At least 1 in 4 children in the Philippines subjected to a clear example told no one about the most recent incident",
    about = "A figure on one kind of incident, images shared without permission, is published; it is not the same as any of the four.",
    rests_on = { "indicator:told_no_one" },
    holds_if = "told_no_one >= 25%",
    needs_base = 50,
    chapter = "barriers_to_telling",

    recommendation "make_telling_easier" "Make it easier for children to tell: train those whom children turn to first" {
      to = { "social_services", "caregivers_and_communities" },
      status = "proposed",
    },
  },
}
