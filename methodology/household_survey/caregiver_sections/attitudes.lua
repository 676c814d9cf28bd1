local attitudes = include "household_survey/attitudes"

-- The same words as in the children's questionnaire.
return section "attitudes" "What you think" {
  attitudes(),
}
