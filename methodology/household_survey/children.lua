-- Core items stay fixed across countries; that is what makes a comparison
-- possible. An item a country may leave out is optional, one it may change is
-- adaptable.
return questionnaire "children" "Children" {
  respondents = "Internet-using children aged 12-17",
  population = "internet-using children 12-17",
  ages = { 12, 17 },
  recall_months = 12,
  mode = "face_to_face",
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
  about = "Asked of children who were online in the past three months, with the caregiver's consent and the child's own assent. Any question may be skipped, and the child may stop at any time. The household roster, which also holds children who are not online, is kept with the sample.",
  confirm = "The mode, and the wordings in every language, are to be confirmed by cognitive testing in each country.",

  include "household_survey/sections/access",
  include "household_survey/sections/going_online",
  include "household_survey/sections/skills_and_safety",
  include "household_survey/sections/attitudes",
  include "household_survey/sections/experiences",
  include "household_survey/sections/most_recent",
  include "household_survey/sections/disclosure",
  include "household_survey/sections/closing",
}
