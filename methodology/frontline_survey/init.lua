return activity "frontline_survey" "Survey of frontline workers" {
  number = 4,
  part = "context",
  kind = "survey",
  asks = "Welfare and support staff with child caseloads",
  design = "50 interviews, face to face",
  target = 50,
  -- Fifty people chosen for their work stand for nobody else.
  representative = false,
  ethics = true,
  source = "https://www.end-violence.org/grants/disrupting-harm-global",
  about = "What about 50 frontline workers recall from their caseload: printed as counts, never as national percentages.",

  include "frontline_survey/workers",
}
