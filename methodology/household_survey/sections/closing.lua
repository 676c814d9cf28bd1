local list = include "shared/lists"

-- Every respondent gets the service list, whatever they answered; the offer is
-- logged.
return section "closing" "Closing" {
  note "help" "Thank you. If you would like to talk to someone about anything we asked, you can reach the child helpline: {helpline}. Here is a list of services to keep." {
    class = "core",
  },

  select_one "services_offered" "Was the service list offered?" {
    class = "core",
    options = list.yes_no,
    hint = "Filled in by the interviewer.",
  },
}
