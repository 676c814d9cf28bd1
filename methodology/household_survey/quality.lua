-- The questionnaires hold no times: durations and hours of work come from the
-- clock of the device. What a supervisor asks again are facts, questions that
-- take skill to ask, and one that may change; nothing that is sensitive.
local field_checks = include "shared/field_checks"

return {
  -- What the visits to addresses show: who refuses, where nobody is found.
  quality "household_survey/screening" {
    thresholds = field_checks.thresholds,
    because = field_checks.because,
  },
  quality "household_survey/children" {
    thresholds = field_checks.thresholds,
    because = field_checks.because,
    back_check = { age = 1, sex = 1, in_school = 1, internet_frequency = 2, devices = 2, own_device = 2, hours_weekday = 3 },
    confirm = "Which questions are asked again is to be confirmed with the survey firm.",
  },
  quality "household_survey/caregivers" {
    thresholds = field_checks.thresholds,
    because = field_checks.because,
    back_check = { age = 1, sex = 1, relation_to_child = 1, internet_frequency = 2, child_internet_frequency = 2, rules_about_use = 2 },
    confirm = "Which questions are asked again is to be confirmed with the survey firm.",
  },
}
