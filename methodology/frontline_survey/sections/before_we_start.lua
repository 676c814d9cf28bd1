local list = include "shared/lists"

return section "before_we_start" "Before we start" {
  note "about_the_interview" "This survey asks people who work with children what they see of sexual exploitation and abuse in which technology plays a part, and what they need for their work. Please do not name a child, a family, a colleague or a place, and do not describe a case. It takes about twenty minutes." {
    class = "core",
  },

  note "reporting_clause" "The law of this country obliges me to report it if I learn of a child who is being harmed and of whom nobody has been told." {
    class = "core",
    only_where = { interviewers_duty_to_report = "yes" },
  },

  select_one "consent" "Do you agree to take part?" {
    class = "core",
    options = list.yes_no,
    ends_unless = "consent == yes",
    ends_as = "no_consent",
  },

  note "opening" "Thank you. You may leave out any question, and you may stop whenever you like." {
    class = "core",
  },
}
