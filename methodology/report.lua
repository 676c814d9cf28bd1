-- The national report, in the order of the published ones. Every paragraph is
-- true of any country: what a country found comes from its evidence, and what
-- is not held is said to be missing.
return report "national" "National report" {
  about = "The base stands beside a share where its source states it. Figures known only from the press are leads and stand apart.",

  chapter "executive_summary" "Executive summary" {
    about = "Six key insights and the findings behind them.",

    paragraph "This report brings together what is known about technology-facilitated sexual exploitation and abuse of children in {country}. Each statement names the evidence it rests on. Where evidence is missing, the report says so.",

    show_insights {
      insight "prevalence_and_number" "How many children are affected" {
        shows = {
          "indicator:ocsea_clear_12m",
          "published:ocsea_clear_12m",
          "published:ocsea_clear_est_children",
          "published:tfcsea_any_12m_users",
          "published:tfcsea_any_12m_all",
          "published:tfcsea_est_children",
        },
        otherwise = "No figure on how many children are affected is held.",
      },

      insight "offenders" "Who the offenders are" {
        shows = {
          "indicator:offender_known",
          "published:offender_known",
          "published:offender_unknown",
          "published:offender_family",
          "published:images_shared_unknown_offender",
        },
        otherwise = "Nothing is held on who the offenders are.",
      },

      insight "platforms" "Where it happens" {
        shows = {
          "published:sexual_comments_on_social_media",
          "published:sent_unwanted_images_on_social_media",
          "published:asked_images_via_social_media",
          "published:sent_unwanted_images_online",
        },
        otherwise = "Nothing is held on the platforms involved.",
      },

      insight "whom_children_tell" "Whom children tell" {
        shows = {
          "indicator:told_no_one",
          "indicator:told_formally",
          "published:told_no_one",
          "published:told_police",
          "published:told_no_one_images_shared",
          "published:told_no_one_sexual_comments",
          "published:dont_know_where_help",
        },
        otherwise = "Nothing is held on whom children tell.",
      },

      insight "system_capacity" "What the system can do" {
        shows = {
          "published:ocsea_cases_recorded",
          "series:cybertips",
          "criterion:specialised_unit",
          "criterion:child_helpline",
          "criterion:hotline_or_portal",
        },
        otherwise = "Nothing is held on the capacity of the system.",
      },

      insight "legislation" "What the law provides" {
        shows = {
          "criterion:opsc_ratified",
          "criterion:csam_defined",
          "criterion:csam_possession",
          "criterion:grooming_without_meeting",
          "criterion:provider_duty_to_report",
        },
        otherwise = "The legislation has not been reviewed.",
      },
    },

    show_findings {},
  },

  chapter "methods" "Methods" {
    about = "What was done, what was not, and what limits a comparison.",

    paragraph "The method has three parts, context, threat and perspectives, and up to nine research activities. A country may run fewer. An activity that was not run, one that was not cleared by an ethics board, and one whose results are not held here are three different things, and a counted zero is none of them.",

    show_activities {},

    paragraph "The household survey is about children aged 12-17 who were online in the past three months, and about one caregiver of each. The survey of frontline workers stands for the people interviewed and for nobody else.",

    chapter "instruments_used" "Instruments" {
      paragraph "The questionnaire for children, as asked in {country}.",
      show_instrument { of = "household_survey/children" },
    },

    chapter "literature" "Literature" {
      show_literature {},
    },

    chapter "comparability" "Comparability" {
      paragraph "A change to an instrument limits what can be compared. Each change is listed with its reason.",
      show_comparability {},
    },

    chapter "ethics" "Ethics and safeguards" {
      paragraph "No fieldwork begins without an approval and a list of services. Every respondent is offered that list, and nobody has to answer a question.",
      show_approvals {},
      show_services {},
    },
  },

  chapter "about_ocsea" "About online child sexual exploitation and abuse" {
    paragraph "Technology-facilitated sexual exploitation and abuse of children is any such exploitation or abuse in which technology plays a part, whether it happens online, in person or both. The word online does not set it apart from other harm: the same child, the same offender and the same relationship may be involved in both.",
    paragraph "The headline figure counts clear examples: an offer of money or gifts for sexual images, an offer of money or gifts to meet for sexual acts, a threat or blackmail to engage in sexual activities, and sexual images shared without permission. Other studies of the same data use wider definitions. Figures of different definitions are never put in one column.",
  },

  chapter "about_the_country" "About the country" {
    expects = { "desk_review" },

    paragraph "Populations and internet use set the scale. Five-year age groups do not give the number of children aged 12-17, and a figure of one year is not used for another.",

    show_trend {
      of = "internet_users_pct",
      title = "Share of the population using the internet",
    },
    show_trend {
      of = "population_total",
      title = "Population",
    },
    show_figures {
      of = {
        "published:child_pop_12_17",
        "published:internet_use_12_17",
        "published:internet_use_12_17_report",
      },
      title = "Children aged 12-17",
    },
  },

  chapter "legislation_and_policy" "Legislation and policy" {
    expects = { "desk_review" },

    paragraph "Each answer is dated and names its source. Law on the books is not practice, a bill is not law, and an unknown is not a no.",

    show_answers {
      of = { "international" },
      title = "International commitments",
    },
    show_answers {
      of = { "definitions", "offences" },
      title = "Definitions and offences",
    },
    show_answers {
      of = { "procedure", "justice" },
      title = "Procedure and justice",
    },
    show_answers {
      of = { "victims", "industry", "policy", "prevention" },
      title = "Services, industry, policy and prevention",
    },
    show_rubrics {
      of = { "icmec_core", "oos_grooming", "oos_csam", "oos_providers", "oos_child_victims" },
      title = "Points by rubrics",
    },
    show_answers {
      of = { "policy_governance_and_legislation", "criminal_justice", "victim_support", "society_and_culture", "industry_capabilities", "media_and_communications" },
      title = "Capabilities of the Model National Response",
    },
    show_findings { chapter = "legislation_and_policy" },
  },

  chapter "children_online" "Children online" {
    number = "1",
    expects = { "household_survey" },

    paragraph "This chapter is about children who use the internet. It says nothing about children who do not.",

    chapter "access_and_barriers" "Access and barriers" {
      number = "1.1",
      show_figures {
        of = {
          "published:internet_use_12_17",
          "published:internet_use_12_17_report",
          "published:internet_use_12_17_urban",
          "published:internet_use_12_17_rural",
          "published:smartphone_access",
          "published:online_daily",
          "indicator:online_daily",
        },
        title = "Access",
      },
    },

    chapter "activities_online" "Activities online" {
      number = "1.2",
      show_figures {
        of = {
          "published:weekly_schoolwork",
          "published:weekly_social_media",
          "published:weekly_instant_messaging",
          "indicator:mean_hours_weekday",
        },
        title = "Activities",
      },
    },

    chapter "risky_activities" "Risks, skills and information" {
      number = "1.3",
      paragraph "A risk is not a harm. What children are told about safety, and where they would turn, bears on what follows from a risk.",
      show_figures {
        of = {
          "published:accidental_sexual_content_12m",
          "indicator:accidental_sexual_content_12m",
          "published:looked_for_sexual_content",
          "published:confident_decisions",
          "published:no_safety_info",
          "published:received_safety_info",
          "indicator:no_safety_info",
          "published:received_sex_education",
          "published:no_sex_education",
        },
        title = "Risks, skills and information",
      },
    },

    show_findings { chapter = "children_online" },
  },

  chapter "ocsea_in_the_country" "Online child sexual exploitation and abuse" {
    number = "2",
    expects = { "household_survey", "offence_data", "helpline_hotline_industry_data" },

    chapter "law_enforcement_data" "Law enforcement data" {
      number = "2.1",
      expects = { "offence_data", "helpline_hotline_industry_data" },

      paragraph "Recorded cases and reports say how much reaches a system, not how much happens. More reports can mean more care as well as more harm. Full counts carry no interval.",

      show_figures {
        of = { "published:ocsea_cases_recorded", "published:official_reports_by_girls" },
        title = "Recorded cases",
      },
      show_trend {
        of = "cybertips",
        title = "CyberTipline reports concerning the country",
        rate = "internet_users",
      },
      show_findings { chapter = "law_enforcement_data" },
    },

    chapter "childrens_experiences" "Children's experiences" {
      number = "2.2",
      expects = { "household_survey" },

      paragraph "Children are asked about the past year. A survey counts only what children choose to tell.",

      show_dots {
        of = "ocsea_clear_12m",
        title = "Clear examples of OCSEA in the past year, internet-using children",
      },
      show_dots {
        of = "tfcsea_any_12m_users",
        title = "Any form of technology-facilitated CSEA in the past year, internet-using children (wider definition)",
      },
      show_dots {
        of = "tfcsea_any_12m_all",
        title = "The same among all children, users or not (wider definition)",
      },
      show_figures {
        of = {
          "indicator:ocsea_clear_12m",
          "published:ocsea_clear_12m",
          "published:ocsea_clear_est_children",
          "published:offered_money_images_12m",
          "published:offered_money_acts_12m",
          "published:threat_blackmail_12m",
          "published:images_shared_12m",
          "published:images_shared_12m_15_17",
        },
        title = "Clear examples",
      },
      show_figures {
        of = {
          "published:tfcsea_any_12m_users",
          "published:tfcsea_any_12m_all",
          "indicator:tfcsea_share_of_all",
          "published:tfcsea_est_children",
          "indicator:tfcsea_children_scaled",
        },
        title = "From a share of users to a number of children (wider definition)",
      },
      show_figures {
        of = {
          "published:sexual_comments_12m",
          "published:sent_unwanted_images_12m",
          "published:asked_images_12m",
          "published:asked_talk_sex_12m",
        },
        title = "Other experiences",
      },
      show_findings { chapter = "childrens_experiences" },
    },

    chapter "linked_experiences" "Linked experiences" {
      number = "2.3",
      expects = { "household_survey" },
      paragraph "Experiences online and in person are often linked. Figures here are shares of incidents, not of children.",
      show_figures {
        of = {
          "published:sexual_comments_on_social_media",
          "published:sent_unwanted_images_on_social_media",
          "published:sent_unwanted_images_online",
          "published:asked_images_via_social_media",
        },
        title = "Where it happened",
      },
    },

    chapter "victims_and_offenders" "Victims and offenders" {
      number = "2.4",
      expects = { "household_survey", "frontline_survey" },
      show_figures {
        of = {
          "published:offender_known",
          "published:offender_unknown",
          "published:offender_family",
          "published:images_shared_unknown_offender",
          "indicator:offender_known",
        },
        title = "Offenders",
      },
      show_findings { chapter = "victims_and_offenders" },
    },

    chapter "barriers_to_telling" "Barriers to telling" {
      number = "2.5",
      expects = { "household_survey", "frontline_survey" },

      paragraph "A child decides whom to tell, if anyone. Attitudes that put the blame on the child make telling harder.",

      show_figures {
        of = {
          "indicator:told_no_one",
          "indicator:told_formally",
          "published:told_no_one",
          "published:told_no_one_images_shared",
          "published:told_no_one_offered_money",
          "published:told_no_one_sexual_comments",
          "published:told_no_one_count",
          "published:told_police",
          "published:dont_know_where_help",
          "published:dont_know_report_content",
        },
        title = "Telling and knowing where to turn",
      },
      show_figures {
        of = { "published:blame_attitude_child", "published:blame_attitude_caregiver" },
        title = "Attitudes that put the blame on the person in an image",
      },
      show_figures {
        of = {
          "published:fw_stigma_nonreporting",
          "published:fw_stigma_nonreporting_count",
          "published:fw_taboo_reporting",
          "published:fw_taboo_vulnerability",
          "published:fw_taboo_vulnerability_count",
          "published:fw_mechanism_unknown",
          "published:fw_parents_lack_knowledge",
        },
        title = "What frontline workers say, as counts",
      },
      show_findings { chapter = "barriers_to_telling" },
    },
  },

  chapter "responding" "Responding to online child sexual exploitation and abuse" {
    number = "3",
    expects = { "duty_bearer_interviews", "access_to_justice", "law_enforcement_interviews" },

    chapter "reporting_mechanisms" "Reporting mechanisms" {
      number = "3.1",
      expects = { "helpline_hotline_industry_data" },
      paragraph "A child or an adult can report to a helpline, a hotline or portal, the police, or the platform itself. A mechanism helps only those who know of it.",
      show_answers {
        of = { "victims", "industry" },
        title = "Helplines, hotlines and industry",
      },
      show_findings { chapter = "reporting_mechanisms" },
    },

    chapter "law_enforcement_response" "Law enforcement" {
      number = "3.2",
      expects = { "law_enforcement_interviews", "offence_data" },
      show_answers {
        of = { "procedure" },
        title = "Powers and procedure",
      },
      show_findings { chapter = "law_enforcement_response" },
    },

    chapter "justice_and_remedies" "Justice and remedies" {
      number = "3.3",
      expects = { "access_to_justice", "survivor_conversations" },
      paragraph "Interviews with victims and survivors, caregivers and professionals are about the process, never about what happened to a child.",
      show_answers {
        of = { "justice" },
        title = "Justice for children",
      },
      show_findings { chapter = "justice_and_remedies" },
    },

    chapter "coordination" "Coordination" {
      number = "3.4",
      expects = { "duty_bearer_interviews" },
      show_answers {
        of = { "policy" },
        title = "Policy and institutions",
      },
      show_findings { chapter = "coordination" },
    },
  },

  chapter "how_to_disrupt_harm" "How to disrupt harm" {
    number = "4",
    paragraph "Each recommendation follows from a finding, is addressed to those who can act on it, and is followed over the years. A proposed recommendation has not been agreed by anyone yet: national consultation comes before publication.",
    show_recommendations {},
  },

  chapter "open_questions" "Open questions" {
    about = "What is not settled: sources that disagree, and figures that are leads only.",

    show_conflicts {},
    show_leads {},
    paragraph "A figure taken from a repost of the organisations' text is evidence, and is marked as a repost wherever it stands.",
  },

  chapter "acknowledgements" "Acknowledgements" {
    paragraph "Thanks are due to everyone who took part in the research on {country}, and to the organisations that made their part possible. Taking part is voluntary in every activity.",
  },
}
