local list = include "shared/lists"

return section "services" "Services" {
  after_end = true,

  note "help" "Thank you. If you or anyone in your household would like to talk to someone about the safety of children, you can reach the child helpline: {helpline}. Here is a list of services to keep." {
    class = "core",
  },

  select_one "services_offered" "Was the service list offered?" {
    class = "core",
    answered_by = "interviewer",
    options = list.yes_no,
    allow = { "not_applicable" },
    hint = "Not applicable where nobody was met.",
  },
}
