-- Three groups, three guides, one codebook: what a victim or survivor, a
-- caregiver and a professional say of the same step can stand side by side.
return activity "access_to_justice" "Access to justice" {
  number = 5,
  part = "context",
  kind = "interviews",
  asks = "Victims and survivors, caregivers, and justice professionals",
  design = "10 victims or survivors, 10 caregivers and 10 justice professionals",
  target = 30,
  representative = false,
  ethics = true,
  source = "https://www.end-violence.org/grants/disrupting-harm-global",

  include "access_to_justice/survivors",
  include "access_to_justice/caregivers",
  include "access_to_justice/professionals",
  include "access_to_justice/codebook",
}
