-- VIC-02 asked three things at once; it stands here as a, b and c.
return domain "victims" "Victims and services" {
  about = "What stands ready for a child who needs help.",
  -- Services are described, not quoted.
  proof = { "source", "retrieved" },

  criterion "mandatory_reporting" "Which professionals does the law oblige to report abuse, to whom, and within how many hours?" {
    scale = "value",
    class = "core",
    code = "VIC-01",
    rests_on = { "Lanzarote Convention, art. 12", "ICMEC part 3" },
  },

  -- Yes or no, because a sentence of the questionnaires hangs on it: it is read
  -- out only where it is true.
  criterion "interviewers_duty_to_report" "Does the law oblige those who interview people for research to report harm to a child that they learn of?" {
    scale = "ypnu",
    class = "core",
    rests_on = { "Lanzarote Convention, art. 12" },
    to_confirm = true,
    guidance = "Yes where everybody is obliged, or researchers and their staff are. Partly where it depends on the profession of the interviewer, the age of the child or the kind of harm; the note says on what, and the country adds the sentence that is true there.",
  },

  criterion "child_helpline" "Is there a national child helpline?" {
    scale = "ypnu",
    class = "core",
    code = "VIC-02a",
    rests_on = { "Lanzarote Convention, art. 13", "Model National Response, capability 11" },
    to_confirm = true,
    guidance = "The note gives its name and number.",
  },

  criterion "child_helpline_free" "Can the child helpline be reached free of charge?" {
    scale = "ypnu",
    class = "core",
    code = "VIC-02b",
    rests_on = { "Lanzarote Convention, art. 13", "Model National Response, capability 11" },
    to_confirm = true,
  },

  criterion "child_helpline_24h" "Does the child helpline answer 24 hours a day?" {
    scale = "ypnu",
    class = "core",
    code = "VIC-02c",
    rests_on = { "Lanzarote Convention, art. 13", "Model National Response, capability 11" },
    to_confirm = true,
  },

  criterion "recovery_services" "Are there recovery and reintegration services for child victims: shelter, psychosocial and medical?" {
    scale = "ypnu",
    class = "core",
    code = "VIC-03",
    rests_on = { "OPSC, art. 9(3)", "Lanzarote Convention, art. 14" },
    to_confirm = true,
    guidance = "Partly where a kind of service or a part of the country is left out; the note says which.",
  },

  criterion "one_stop_centre" "Is there a one-stop centre or a Barnahus-type service for child victims?" {
    scale = "ypnu",
    class = "core",
    code = "VIC-04",
    rests_on = { "Lanzarote Convention, art. 35" },
  },
}
