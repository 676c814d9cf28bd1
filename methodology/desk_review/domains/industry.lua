return domain "industry" "Industry" {
  about = "What the law asks of providers and platforms, and where anyone can report.",
  -- Duties and channels are described by their source.
  proof = { "source", "retrieved" },

  criterion "provider_duty_to_report" "Do internet service providers have a duty to report suspected child sexual abuse material?" {
    scale = "oos_0_1",
    class = "core",
    code = "IND-01",
    rests_on = { "ICMEC, fifth criterion" },
    guidance = "Points as in the Out of the Shadows index.",
  },

  criterion "takedown_or_blocking" "Do providers have a duty of notice and takedown, or of blocking?" {
    scale = "ypnu",
    class = "core",
    code = "IND-02",
    rests_on = { "Model National Response, capability 16" },
    to_confirm = true,
  },

  criterion "hotline_or_portal" "Is there a hotline or a reporting portal for child sexual abuse material?" {
    scale = "reporting_channel",
    class = "core",
    code = "IND-03",
    rests_on = { "Model National Response, capability 12", "INHOPE" },
    guidance = "Where there is more than one, give each its own answer.",
  },

  criterion "industry_sanctions" "Is a provider's failure to report or remove material sanctioned?" {
    scale = "ypnu",
    class = "core",
    code = "IND-04",
    rests_on = { "ICMEC part 4" },
  },

  criterion "child_rights_due_diligence" "Is there a duty of child-rights due diligence or of age-appropriate design?" {
    scale = "ypnu",
    class = "core",
    code = "IND-05",
    rests_on = { "CRC General Comment 25" },
    to_confirm = true,
  },
}
