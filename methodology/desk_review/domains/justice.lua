return domain "justice" "Justice for children" {
  about = "How a child passes through proceedings.",

  criterion "child_victim_procedures" "Are there special procedures for child victims?" {
    scale = "oos_0_2",
    class = "core",
    code = "JUS-01",
    rests_on = { "OPSC, art. 8", "Lanzarote Convention, art. 35-36", "ECOSOC 2005/20" },
    guidance = "Points as in the Out of the Shadows index.",
  },

  criterion "protected_testimony" "Is video-recorded or otherwise protected testimony of a child admitted?" {
    scale = "ypnu",
    class = "core",
    code = "JUS-02",
    rests_on = { "Lanzarote Convention, art. 35(2)" },
  },

  criterion "support_person_or_legal_aid" "Does a child victim have a support person or legal aid in proceedings?" {
    scale = "ypnu",
    class = "core",
    code = "JUS-03",
    rests_on = { "OPSC, art. 8(1)(d)" },
    to_confirm = true,
  },

  criterion "compensation" "Is compensation available to a child victim, from the offender or from a state fund?" {
    scale = "ypnu",
    class = "core",
    code = "JUS-04",
    rests_on = { "OPSC, art. 9(4)" },
    to_confirm = true,
    guidance = "The note says from which.",
  },

  criterion "privacy_in_proceedings" "Are a child victim's privacy and identity protected in proceedings?" {
    scale = "ypnu",
    class = "core",
    code = "JUS-05",
    rests_on = { "OPSC, art. 8(1)(e)" },
    to_confirm = true,
    guidance = "Partly where only one of the two is.",
  },

  criterion "offender_register" "Is there a register of convicted offenders, used for employment screening?" {
    scale = "ypnu",
    class = "core",
    code = "JUS-06",
    rests_on = { "Lanzarote Convention, art. 5(3) and 37" },
    to_confirm = true,
    guidance = "Partly where there is a register without screening.",
  },
}
