local field_checks = include "shared/field_checks"

return quality "frontline_survey/workers" {
  thresholds = field_checks.thresholds,
  because = field_checks.because,
}
