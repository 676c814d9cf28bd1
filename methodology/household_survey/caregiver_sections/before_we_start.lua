local list = include "shared/lists"

-- For the caregiver's own interview. What is said about the child is asked and
-- kept on its own: an adult may agree to one and not to the other.
return section "before_we_start" "Before we start" {
  note "about_the_interview" "We are doing a survey on how young people use the internet and how they can be kept safe there. One child of your household was drawn by chance. I would like to ask you some questions of your own first; they take about twenty minutes. Some are about the safety of children. Your answers are kept under a number, not under your name." {
    class = "core",
  },

  -- Only where the law obliges those who ask: elsewhere it would be untrue.
  note "reporting_clause" "There is one thing that I may not keep to myself. The law of this country obliges me to report it if I learn that a child is being harmed." {
    class = "core",
    only_where = { interviewers_duty_to_report = "yes" },
  },

  select_one "consent" "Do you agree to take part?" {
    class = "core",
    options = list.yes_no,
    ends_unless = "consent == yes",
    ends_as = "no_consent",
  },

  select_one "consent_for_child" "May we ask your child whether he or she wants to take part too? You will not be told what your child answers, and your child will not be told what you answer." {
    class = "core",
    options = list.yes_no,
    hint = "Read out the information sheet, and leave a copy. The signed form is kept apart from the answers. Without a yes the child is not asked.",
    allow = { "dont_know", "prefer_not" },
  },

  note "opening" "Thank you for taking part. You may leave out any question, and you may stop whenever you like." {
    class = "core",
  },
}
