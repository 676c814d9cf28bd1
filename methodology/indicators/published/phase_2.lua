local concept = include "shared/concepts"
local caveat = include "shared/caveats"

-- Phase 2 asks and defines more widely. Values are known from the press so far.
return indicators {
  published "tfcsea_any_12m_users_p2" "At least one form of technology-facilitated CSEA in the past year (phase 2)" {
    definition = "phase-2",
    concept = concept.csea_past_year_users,
    unit = "percent",
    population = "internet-using children 12-17",
    activity = "household_survey",
    not_measured = "the questions of phase 2, and what it counts as a case, are not stated in the public sources held here",
    about = "Wider than both definitions of phase 1.",
    caveats = { caveat.two_definitions },
  },

  published "tfcsea_est_children_p2" "Estimated number of children affected (phase 2)" {
    definition = "phase-2",
    concept = concept.csea_past_year_number,
    unit = "children",
    population = "children 12-17 (scaled)",
    activity = "household_survey",
    not_measured = "scaled from a share and a population count, and asked of nobody; the questions of phase 2, and what it counts as a case, are not stated in the public sources held here",
    caveats = { caveat.two_definitions },
  },

  published "sent_unwanted_images_12m_p2" "Sent unwanted sexual content in the past year (phase 2)" {
    definition = "phase-2",
    concept = concept.unwanted_images,
    unit = "percent",
    population = "internet-using children 12-17",
    activity = "household_survey",
    not_measured = "the questions of phase 2, and what it counts as a case, are not stated in the public sources held here",
  },

  published "asked_images_12m_p2" "Asked for sexual images of themselves in the past year (phase 2)" {
    definition = "phase-2",
    concept = concept.asked_for_images,
    unit = "percent",
    population = "internet-using children 12-17",
    activity = "household_survey",
    not_measured = "the questions of phase 2, and what it counts as a case, are not stated in the public sources held here",
  },

  published "channel_online" "Cases through online channels" {
    definition = "phase-2",
    unit = "percent",
    population = "TF-CSEA cases",
    activity = "household_survey",
    not_measured = "the questions of phase 2, and what it counts as a case, are not stated in the public sources held here",
    caveats = { "A share of cases, not of children." },
  },

  published "channel_social_messaging" "Cases through social networks and messaging apps" {
    definition = "phase-2",
    unit = "percent",
    population = "TF-CSEA cases",
    activity = "household_survey",
    not_measured = "the questions of phase 2, and what it counts as a case, are not stated in the public sources held here",
    caveats = { "A share of cases, not of children." },
  },

  published "channel_games" "Cases through online games" {
    definition = "phase-2",
    unit = "percent",
    population = "TF-CSEA cases",
    activity = "household_survey",
    not_measured = "the questions of phase 2, and what it counts as a case, are not stated in the public sources held here",
    caveats = { "A share of cases, not of children." },
  },

  published "platform_instagram" "Cases on social media that involved Instagram" {
    definition = "phase-2",
    unit = "percent",
    population = "TF-CSEA cases on social media",
    activity = "household_survey",
    not_measured = "the questions of phase 2, and what it counts as a case, are not stated in the public sources held here; platforms by name are options that a country adds to the questions on platforms",
    caveats = { "A share of cases, not of children. One case may involve several platforms." },
  },

  published "platform_whatsapp" "Cases on social media that involved WhatsApp" {
    definition = "phase-2",
    unit = "percent",
    population = "TF-CSEA cases on social media",
    activity = "household_survey",
    not_measured = "the questions of phase 2, and what it counts as a case, are not stated in the public sources held here; platforms by name are options that a country adds to the questions on platforms",
    caveats = { "A share of cases, not of children. One case may involve several platforms." },
  },

  published "offender_known_p2" "Offender already known to the child (phase 2)" {
    definition = "phase-2",
    concept = concept.offender_known,
    unit = "percent",
    population = "TF-CSEA cases",
    activity = "household_survey",
    not_measured = "the questions of phase 2, and what it counts as a case, are not stated in the public sources held here",
    caveats = { "A share of cases, not of children.", caveat.two_definitions },
  },

  published "offender_unknown_p2" "Offender unknown to the child (phase 2)" {
    definition = "phase-2",
    concept = concept.offender_unknown,
    unit = "percent",
    population = "TF-CSEA cases",
    activity = "household_survey",
    not_measured = "the questions of phase 2, and what it counts as a case, are not stated in the public sources held here",
    caveats = { "A share of cases, not of children.", caveat.two_definitions },
  },

  published "offender_not_identified" "Respondent did not want to identify the offender" {
    definition = "phase-2",
    unit = "percent",
    population = "TF-CSEA cases",
    activity = "household_survey",
    not_measured = "the questions of phase 2, and what it counts as a case, are not stated in the public sources held here",
    caveats = { "A share of cases, not of children." },
  },

  published "sample_children_p2" "Internet-using children interviewed (phase 2)" {
    definition = "phase-2",
    unit = "respondents",
    population = "internet-using children 12-17",
    activity = "household_survey",
    not_measured = "a number of interviews, not an answer",
  },

  published "ai_users_est" "Children who have used AI, ten countries together" {
    definition = "phase-2",
    unit = "children",
    population = "children 12-17 (scaled)",
    activity = "household_survey",
    not_measured = "phase 2 asks about artificial intelligence; its questions are not held here, and the figure is scaled and pooled over countries",
    caveats = { "A pooled statement about several countries; no country's figure." },
  },

  published "ai_homework_est" "Children who use AI for homework or learning, several countries together" {
    definition = "phase-2",
    unit = "children",
    population = "children 12-17 (scaled)",
    activity = "household_survey",
    not_measured = "phase 2 asks about artificial intelligence; its questions are not held here, and the figure is scaled and pooled over countries",
    caveats = {
      "A pooled statement about several countries; no country's figure.",
      "The row held here does not state how many countries.",
    },
  },

  published "ai_deepfake_victims_est" "Children whose images were manipulated into sexually explicit ones in the past year, eleven countries together" {
    definition = "phase-2",
    unit = "children",
    population = "children 12-17 (scaled)",
    activity = "household_survey",
    not_measured = "phase 2 asks about artificial intelligence; its questions are not held here, and the figure is scaled and pooled over countries",
    caveats = { "A pooled statement about several countries; no country's figure." },
  },
}
