-- Mirrors of the children's items: same options, so that the two can stand side
-- by side. Never linked in an output that would show one household.
return questionnaire "caregivers" "Caregivers" {
  respondents = "One caregiver of each child interviewed",
  population = "caregivers of internet-using children 12-17",
  recall_months = 12,
  mode = "face_to_face",
  -- The caregivers of the children chosen by the screening; a child and its
  -- caregiver share a case number.
  cases = "cases",
  -- What a data file calls the columns that are no question.
  records = {
    id = "record_id",
    date = "interview_date",
    stratum = "stratum",
    psu = "psu",
    weight = "weight",
    area = "region",
    interviewer = "interviewer",
  },
  about = "Caregivers stand for themselves: they need weights of their own, and their estimates are about caregivers, not about households.",
  confirm = "The mode, and the wordings in every language, are to be confirmed by cognitive testing in each country.",

  include "household_survey/caregiver_sections/case",
  include "household_survey/caregiver_sections/before_we_start",
  include "household_survey/caregiver_sections/privacy",
  include "household_survey/caregiver_sections/about_caregiver",
  include "household_survey/caregiver_sections/childs_online_life",
  include "household_survey/caregiver_sections/knowledge",
  include "household_survey/caregiver_sections/attitudes",
  include "household_survey/caregiver_sections/seeking_help",
  include "household_survey/caregiver_sections/closing",
  include "household_survey/caregiver_sections/interviewer_record",
}
