-- Findings rest on the journal article, on NCMEC's own series and on treaty
-- data. Figures known from the press or from reposts support none of them.
return findings {
  finding "more_than_one_in_five_users" {
    claim = "More than 1 in 5 internet-using children aged 12-17 in Kenya were subjected to some form of technology-facilitated sexual exploitation or abuse in the past year, by the wider definition of 2026",
    rests_on = { "published:tfcsea_any_12m_users" },
    holds_if = "tfcsea_any_12m_users > 20%",
    chapter = "childrens_experiences",

    recommendation "use_the_evidence" "Use these figures when plans and budgets for child protection are next reviewed" {
      to = { "government", "donors" },
      status = "proposed",
    },
  },

  finding "more_than_one_in_ten_of_all_children" {
    claim = "More than 1 in 10 of all children aged 12-17 in Kenya, online or not, were affected in the past year",
    rests_on = { "published:tfcsea_any_12m_all" },
    -- The lower bound decides, so that the claim does not hang on chance.
    holds_if = "ci_low(tfcsea_any_12m_all) > 10%",
    chapter = "childrens_experiences",

    recommendation "inform_children_and_caregivers" "Inform children and caregivers about where help can be found, whether or not they are online" {
      to = { "helplines_and_hotlines", "social_services", "caregivers_and_communities" },
      status = "proposed",
    },
  },

  finding "reports_more_than_doubled" {
    claim = "CyberTipline reports concerning Kenya more than doubled from 2022 to 2023",
    about = "Report volume says what platforms find and pass on; it is no measure of how many children are affected.",
    rests_on = { "series:cybertips" },
    holds_if = "at(cybertips, 2023) > 2 * at(cybertips, 2022)",
    chapter = "law_enforcement_data",

    recommendation "review_handling_of_reports" "Review whether staff and tools keep pace with the number of reports that arrive" {
      to = { "law_enforcement", "government" },
      indicator = "Reports received and reports acted on, per year",
      status = "proposed",
    },
  },

  finding "opsc_not_ratified" {
    claim = "By the treaty data held here, of 2015 and of 2019, Kenya had not ratified the Optional Protocol on the sale of children",
    rests_on = { "criterion:opsc_ratified" },
    holds_if = "opsc_ratified == not_ratified",
    chapter = "legislation_and_policy",

    recommendation "review_treaty_status" "Check the present status of the Optional Protocol, and consider ratification where it is outstanding" {
      to = { "government" },
      status = "proposed",
    },
  },

  -- Cannot be told yet: the indicator needs records, and none are imported.
  finding "a_quarter_told_no_one" {
    claim = "At least 1 in 4 children in Kenya subjected to a clear example told no one about the most recent incident",
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
