local list = include "shared/lists"

-- What some young people do online with people they do not know. It is no
-- fault of theirs, and nothing here says so.
return section "contacts" "People online" {
  battery "contacts_online" "In the past year, have you done these things?" {
    class = "optional",
    options = list.yes_no,
    allow = { "dont_know", "prefer_not" },

    row "looked_for_new_friends" "Looked for new friends online" {},
    row "added_unknown_people" "Added people to your contacts whom you had never met in person" {},
    row "shared_personal_details" "Sent personal details, such as your name or school, to someone you had never met in person" {},
    row "met_online_contact" "Met someone in person whom you first got to know online" {},
  },

  select_one "meeting_felt" "The last time you met someone in person whom you first got to know online, how did you feel about it?" {
    class = "optional",
    ask_if = "met_online_contact == yes",
    options = {
      { "good", "Good" },
      { "neither", "Neither good nor bad" },
      { "uncomfortable", "Uncomfortable" },
    },
    allow = { "dont_know", "prefer_not" },
  },
}
