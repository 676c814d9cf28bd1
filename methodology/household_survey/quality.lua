-- The questionnaires hold no times: durations and hours of work come from the
-- platform, and are not looked at here.
local field_checks = include "shared/field_checks"

return {
  quality "household_survey/children" {
    thresholds = field_checks.thresholds,
    because = field_checks.because,
  },
  quality "household_survey/caregivers" {
    thresholds = field_checks.thresholds,
    because = field_checks.because,
  },
}
