-- What a frontline worker recalls of the work: no case is described, and no
-- child is to be identifiable.
return questionnaire "workers" "Frontline workers" {
  respondents = "Welfare and support staff with child caseloads",
  population = "the frontline workers interviewed",
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
  about = "No child and no case is to be identifiable from an answer.",
  confirm = "The wordings in every language are to be confirmed by cognitive testing in each country.",

  include "frontline_survey/sections/before_we_start",
  include "frontline_survey/sections/your_work",
  include "frontline_survey/sections/cases",
  include "frontline_survey/sections/vulnerability_and_reporting",
  include "frontline_survey/sections/services",
  include "frontline_survey/sections/closing",
}
