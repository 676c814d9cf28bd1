local attitudes = include "household_survey/attitudes"

-- Asked of the caregiver in the same words.
return section "attitudes" "What you think" {
  attitudes(),
}
