local list = include "shared/lists"

return section "closing" "Closing" {
  after_end = true,

  note "help" "Thank you. If anything we asked weighs on you, here is a list of services, for you and for those you work with. The child helpline: {helpline}." {
    class = "core",
  },

  select_one "services_offered" "Was the service list offered?" {
    class = "core",
    answered_by = "interviewer",
    options = list.yes_no,
    hint = "Filled in by the interviewer.",
  },
}
