-- A child and its caregiver share a case number. Answers of the two are counted
-- together, never shown beside each other for one household.
return dyad "household_survey/caregivers" {
  with = "household_survey/children",
  by = "case_number",
  stands_for = "internet-using children 12-17, each with the caregiver who was asked",
  -- A pair is drawn with its child: the household's sampling point, then the
  -- child among the users of the household. The caregiver is not drawn, but
  -- named by the child; what is missing are caregivers who were not reached.
  weight = "household_survey/children",
  adjust = "stratum",
  because = "A pair is drawn with its child, so that it has the child's weight; in each stratum the pairs stand for the children whose caregiver was not reached too.",
  -- A table of pairs puts the answers of two people beside each other.
  smallest = 5,
  confirm = "General practice, not read in a published method. Where caregivers were asked first, or the share without a caregiver is large, the adjustment is to be worked out with the survey firm.",
}
