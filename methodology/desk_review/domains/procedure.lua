-- PRO-05 asked three things at once; it stands here as a, b and c.
return domain "procedure" "Criminal procedure" {
  about = "What investigators and courts may do.",

  criterion "extraterritorial_jurisdiction" "Is there extraterritorial jurisdiction over sexual offences against children, by active and by passive personality?" {
    scale = "ypnu",
    class = "core",
    code = "PRO-01",
    rests_on = { "OPSC, art. 4", "Lanzarote Convention, art. 25" },
    to_confirm = true,
    guidance = "Partly where only one of the two applies.",
  },

  criterion "no_double_criminality" "Can extraterritorial jurisdiction be exercised without double criminality?" {
    scale = "ypnu",
    class = "core",
    code = "PRO-02",
    rests_on = { "Lanzarote Convention, art. 25(4)" },
    to_confirm = true,
  },

  criterion "extradition_and_legal_assistance" "Is there a legal basis for extradition and mutual legal assistance over sexual offences against children?" {
    scale = "ypnu",
    class = "core",
    code = "PRO-03",
    rests_on = { "OPSC, art. 5-6", "Lanzarote Convention, art. 38", "Budapest Convention, art. 24-35" },
    to_confirm = true,
    guidance = "Partly where only one of the two has one.",
  },

  criterion "contact_point_24_7" "Is there a contact point for international cooperation that answers day and night, every day of the week?" {
    scale = "ypnu",
    class = "core",
    code = "PRO-04",
    rests_on = { "Budapest Convention, art. 35" },
    to_confirm = true,
  },

  criterion "expedited_preservation" "Can computer data be preserved on an expedited basis?" {
    scale = "ypnu",
    class = "core",
    code = "PRO-05a",
    rests_on = { "Budapest Convention, art. 16-19" },
    to_confirm = true,
  },

  criterion "production_orders" "Can the production of computer data be ordered?" {
    scale = "ypnu",
    class = "core",
    code = "PRO-05b",
    rests_on = { "Budapest Convention, art. 16-19" },
    to_confirm = true,
  },

  criterion "search_and_seizure" "Can computer data be searched and seized?" {
    scale = "ypnu",
    class = "core",
    code = "PRO-05c",
    rests_on = { "Budapest Convention, art. 16-19" },
    to_confirm = true,
  },

  criterion "data_retention" "Do providers have a duty to retain data?" {
    scale = "ypnu",
    class = "core",
    code = "PRO-06",
    rests_on = { "ICMEC 6" },
    guidance = "The note gives the period.",
  },

  criterion "undercover_investigation" "Are undercover or covert online investigations lawful?" {
    scale = "ypnu",
    class = "core",
    code = "PRO-07",
    rests_on = { "Lanzarote Convention, art. 30(5)" },
    to_confirm = true,
  },

  criterion "statute_of_limitations" "Is there a statute of limitations for sexual offences against children, and from when does it run?" {
    scale = "limitation_period",
    class = "core",
    code = "PRO-08",
    rests_on = { "Lanzarote Convention, art. 33" },
  },

  criterion "digital_evidence" "Is digital evidence admissible?" {
    scale = "ypnu",
    class = "core",
    code = "PRO-09",
    rests_on = { "Budapest Convention, art. 14" },
    to_confirm = true,
  },

  criterion "victim_identification" "Is there a victim-identification unit, connected to the ICSE database?" {
    scale = "ypnu",
    class = "core",
    code = "PRO-10",
    rests_on = { "Model National Response, capability 7" },
    to_confirm = true,
    guidance = "Partly where there is a unit without the connection.",
  },
}
