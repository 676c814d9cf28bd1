-- Findings rest on publishers' pages and the journal article only.
return findings {
  finding "no_case_recorded" {
    claim = "Law enforcement in Ethiopia recorded no case of sexual abuse or exploitation involving technology in 2017-2019, while at least 1 in 20 internet-using children were subjected to clear examples within a year",
    about = "The zero was counted. It says what was recorded, not that nothing happened; the two figures are about different years.",
    rests_on = { "published:ocsea_cases_recorded", "published:ocsea_clear_12m" },
    holds_if = "ocsea_cases_recorded == 0 and ocsea_clear_12m >= 5%",
    chapter = "law_enforcement_data",

    recommendation "record_use_of_technology" "Record in each case whether technology played a part" {
      to = { "law_enforcement", "justice" },
      indicator = "Cases recorded with a note on technology, per year",
      baseline = "0 in 2017-2019",
      status = "proposed",
    },
  },

  finding "blame_is_widespread" {
    claim = "More than half of the children and more than half of the caregivers in Ethiopia agree that the person in a shared image is at fault",
    rests_on = { "published:blame_attitude_child", "published:blame_attitude_caregiver" },
    holds_if = "blame_attitude_child > 50% and blame_attitude_caregiver > 50%",
    chapter = "barriers_to_telling",

    recommendation "address_blame" "Address in schools and communities that the blame lies with the offender" {
      to = { "caregivers_and_communities", "social_services" },
      indicator = "Share of children and of caregivers who agree",
      status = "proposed",
    },
  },

  finding "few_of_all_because_few_online" {
    claim = "Fewer than 1 in 10 of all children aged 12-17 in Ethiopia were affected, where fewer than half of them are online",
    about = "The share among users is higher. As more children go online, more may be affected.",
    rests_on = { "published:tfcsea_any_12m_all", "published:internet_use_12_17" },
    holds_if = "ci_high(tfcsea_any_12m_all) < 10% and internet_use_12_17 < 50%",
    chapter = "childrens_experiences",

    recommendation "prevent_before_access_grows" "Put safety information in place before more children go online" {
      to = { "government", "industry" },
      status = "proposed",
    },
  },

  -- Cannot be told yet: the published figure is known from the press only, and
  -- our own indicator needs records.
  finding "most_do_not_know_where_help_is" {
    claim = "More than half of internet-using children in Ethiopia do not know where to get help",
    rests_on = { "indicator:dont_know_where_help" },
    holds_if = "dont_know_where_help > 50%",
    needs_base = 50,
    chapter = "barriers_to_telling",

    recommendation "make_services_known" "Make the services that exist known to children" {
      to = { "helplines_and_hotlines", "social_services", "government" },
      status = "proposed",
    },
  },
}
