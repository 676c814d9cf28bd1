-- The codes of `dh sample response` stand behind the labels.
return section "result" "Result" {
  after_end = true,

  select_one "screening_result" "Result of the screening" {
    class = "core",
    answered_by = "interviewer",
    hint = "In brackets the code of the response rates: I to be asked, NE not eligible, R refusal, NC no contact, O other, UH unknown if a household, UO unknown if anybody is eligible.",
    options = {
      { "child_chosen", "A child was chosen (I, P or R when the interviews are done)" },
      { "no_child", "Nobody aged 12-17 lives there (NE)" },
      { "no_child_online", "Nobody aged 12-17 was online (NE)" },
      { "refused", "Refused (UO)" },
      { "nobody_reached", "Nobody was reached (UO)" },
      { "to_visit_again", "To be visited again" },
      { "no_household", "No household (NE)" },
      { "address_unknown", "Not known if anyone lives there (UH)" },
      { "other_result", "Something else (O)", specify = true },
    },
  },
}
