-- POL-01 asked two things at once; it stands here as a and b.
return domain "policy" "Policy and institutions" {
  about = "Who plans, leads, counts and watches.",
  -- Policies and bodies are described by their source.
  proof = { "source", "retrieved" },

  criterion "action_plan" "Does a national action plan cover online child sexual exploitation and abuse?" {
    scale = "ypnu",
    class = "core",
    code = "POL-01a",
    rests_on = { "Model National Response, capability 1", "Lanzarote Convention, art. 10" },
    to_confirm = true,
    guidance = "The note gives its dates.",
  },

  criterion "action_plan_funded" "Is the national action plan on online child sexual exploitation and abuse costed, with a budget?" {
    scale = "ypnu",
    class = "core",
    code = "POL-01b",
    rests_on = { "Model National Response, capability 1", "Lanzarote Convention, art. 10" },
    to_confirm = true,
    guidance = "Partly where it is costed without a budget.",
  },

  criterion "lead_agency" "Are a lead agency and a coordination body named for online child sexual exploitation and abuse?" {
    scale = "ypnu",
    class = "core",
    code = "POL-02",
    rests_on = { "Model National Response, capability 1", "Lanzarote Convention, art. 10(1)" },
    to_confirm = true,
    guidance = "Partly where only one of the two is; the note gives the names.",
  },

  criterion "national_data_collection" "Is there a national indicator set on child sexual exploitation and abuse, collected periodically and disaggregated?" {
    scale = "ypnu",
    class = "core",
    code = "POL-03",
    rests_on = { "Lanzarote Convention, art. 10(2)(b)", "Model National Response, capability 2" },
    to_confirm = true,
    guidance = "Partly where one of the three is missing.",
  },

  criterion "specialised_unit" "Is there a law-enforcement unit specialised in child sexual exploitation and abuse?" {
    scale = "ypnu",
    class = "core",
    code = "POL-04",
    rests_on = { "Model National Response, capability 4" },
    to_confirm = true,
    guidance = "The note gives the year, the staff and the budget.",
  },

  criterion "trained_judiciary" "Are judges and prosecutors trained on child sexual exploitation and abuse?" {
    scale = "ypnu",
    class = "core",
    code = "POL-05",
    rests_on = { "Model National Response, capability 5" },
    to_confirm = true,
  },

  criterion "independent_monitoring" "Is there an independent mechanism that monitors children's rights?" {
    scale = "ypnu",
    class = "core",
    code = "POL-06",
    rests_on = { "CRC General Comment 2" },
    to_confirm = true,
  },
}
