return domain "prevention" "Prevention" {
  about = "What keeps harm from happening.",
  -- Programmes are described, not quoted.
  proof = { "source", "retrieved" },

  criterion "education_in_curriculum" "Does the curriculum hold online safety and sexuality education?" {
    scale = "ypnu",
    class = "core",
    code = "PRV-01",
    rests_on = { "Lanzarote Convention, art. 6", "Model National Response, capability 13" },
    to_confirm = true,
    guidance = "Partly where it holds only one of the two.",
  },

  criterion "awareness_campaigns" "Are there public awareness campaigns on online child sexual exploitation and abuse?" {
    scale = "ypnu",
    class = "core",
    code = "PRV-02",
    rests_on = { "OPSC, art. 9(2)", "Lanzarote Convention, art. 8" },
    to_confirm = true,
  },

  criterion "offender_programmes" "Are there support or intervention programmes for offenders and people at risk of offending?" {
    scale = "ypnu",
    class = "core",
    code = "PRV-03",
    rests_on = { "Lanzarote Convention, art. 7 and 15-17", "Model National Response, capability 15" },
  },

  criterion "participation" "Do children and survivors take part in making policy on child sexual exploitation and abuse?" {
    scale = "ypnu",
    class = "core",
    code = "PRV-04",
    rests_on = { "Lanzarote Convention, art. 9", "Model National Response, capability 14" },
    guidance = "Partly where only one of the two groups does.",
  },

  criterion "media_guidance" "Is there guidance for ethical media reporting on child sexual exploitation and abuse?" {
    scale = "ypnu",
    class = "core",
    code = "PRV-05",
    rests_on = { "Model National Response, capability 20" },
    to_confirm = true,
  },
}
