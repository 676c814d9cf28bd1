local list = include "shared/lists"

return section "agreement" "May I ask" {
  note "introduction" "Good day. We are doing a survey on how young people use the internet and how they can be kept safe there. Your household was drawn by chance. I would like to ask who lives here. No names are written down, nobody has to take part, and you may stop whenever you like." {
    class = "core",
  },

  select_one "informant_adult" "Are you 18 years old or older, and do you live here?" {
    class = "core",
    options = list.yes_no,
    ends_unless = "informant_adult == yes",
    ends_as = "no_informant",
    hint = "If not, ask for an adult who lives here. If none can be asked now, come back.",
  },

  select_one "informant_consent" "Do you agree to tell me who lives here?" {
    class = "core",
    options = list.yes_no,
    ends_unless = "informant_consent == yes",
    ends_as = "refused",
  },
}
