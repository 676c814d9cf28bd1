return activity "duty_bearer_interviews" "Interviews with duty-bearers" {
  number = 2,
  part = "context",
  kind = "interviews",
  asks = "Senior government duty-bearers",
  design = "10-12 interviews",
  target = 10,
  representative = false,
  ethics = true,
  source = "https://www.end-violence.org/grants/disrupting-harm-global",

  include "duty_bearer_interviews/guide",
  include "duty_bearer_interviews/codebook",
}
