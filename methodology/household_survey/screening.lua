-- The visit to a drawn address: is anyone there, who lives there, which child
-- is to be asked. Children who are not online stand on the roster too: shares of
-- all children are worked out of it.
return questionnaire "screening" "Household screening" {
  respondents = "An adult who can say who lives in the household",
  population = "households at the drawn addresses",
  mode = "face_to_face",
  -- The drawn addresses, with their sampling points.
  cases = "addresses",
  records = {
    id = "record_id",
    date = "interview_date",
    stratum = "stratum",
    psu = "psu",
    weight = "weight",
    area = "region",
    interviewer = "interviewer",
  },
  about = "No name, address or telephone number is written down: people are lines of a roster, addresses are case numbers. What is needed to find an address again is kept on paper by the supervisor and destroyed after fieldwork. One child of each household is chosen, each with the same chance.",
  confirm = "The number of visits, the codes of results and the wordings are to be confirmed by the survey firm and by cognitive testing in each country.",

  include "household_survey/screening_sections/visit",
  include "household_survey/screening_sections/agreement",
  include "household_survey/screening_sections/household",
  include "household_survey/screening_sections/child_chosen",
  include "household_survey/screening_sections/appointment",
  include "household_survey/screening_sections/services",
  include "household_survey/screening_sections/result",
}
