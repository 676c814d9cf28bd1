return activity "household_survey" "Household survey" {
  number = 9,
  part = "perspectives",
  kind = "survey",
  asks = "Internet-using children aged 12-17 and one caregiver of each",
  design = "about 1,000 children and 1,000 caregivers",
  target = 1000,
  representative = true,
  ethics = true,
  source = "https://ecpat.org/disrupting-harm",
  confirm = "General practice, not read in a published method: about 100 sampling points of 10 interviews, stratified by region and urban or rural area, a random walk, one child selected at random in the household, weights from design, non-response and post-stratification. A random walk has unknown selection probabilities, and intervals from it say so.",
  about = "A random-probability, clustered sample with design weights. Child and caregiver answers are kept apart from each other, there is one sensitive interview per household, and microdata never go to a law-enforcement partner.",

  include "household_survey/screening",
  include "household_survey/children",
  include "household_survey/caregivers",
}
