-- OFF-20 asked two things at once; it stands here as a and b.
return domain "offences" "Offences" {
  about = "What the law makes a crime. Bills are not law.",

  criterion "csam_legislation" "Is there legislation specific to child sexual abuse material?" {
    scale = "ypnu",
    class = "core",
    code = "OFF-01",
    rests_on = { "ICMEC 1" },
  },

  criterion "csam_production" "Is producing child sexual abuse material criminalised?" {
    scale = "ypnu",
    class = "core",
    code = "OFF-02",
    rests_on = { "Lanzarote Convention, art. 20(1)(a)", "Budapest Convention, art. 9(1)(a)", "OPSC, art. 3(1)(c)" },
    to_confirm = true,
  },

  criterion "csam_offering" "Is offering child sexual abuse material, or making it available, criminalised?" {
    scale = "ypnu",
    class = "core",
    code = "OFF-03",
    rests_on = { "Lanzarote Convention, art. 20(1)(b)", "Budapest Convention, art. 9(1)(b)" },
    to_confirm = true,
  },

  criterion "csam_distribution" "Is distributing or transmitting child sexual abuse material criminalised?" {
    scale = "ypnu",
    class = "core",
    code = "OFF-04",
    rests_on = { "Lanzarote Convention, art. 20(1)(c)", "Budapest Convention, art. 9(1)(c)" },
    to_confirm = true,
  },

  criterion "csam_procuring" "Is procuring child sexual abuse material criminalised?" {
    scale = "ypnu",
    class = "core",
    code = "OFF-05",
    rests_on = { "Lanzarote Convention, art. 20(1)(d)", "Budapest Convention, art. 9(1)(d)" },
    to_confirm = true,
  },

  criterion "csam_possession" "Is simple possession of child sexual abuse material criminalised, whatever the intent to distribute?" {
    scale = "ypnu",
    class = "core",
    code = "OFF-06",
    rests_on = { "Lanzarote Convention, art. 20(1)(e)", "Budapest Convention, art. 9(1)(e)", "ICMEC 4" },
  },

  criterion "csam_access" "Is knowingly accessing child sexual abuse material through information technology criminalised?" {
    scale = "ypnu",
    class = "core",
    code = "OFF-07",
    rests_on = { "Lanzarote Convention, art. 20(1)(f)" },
    to_confirm = true,
  },

  criterion "csam_technology_offences" "Are offences concerning child sexual abuse material criminalised where technology facilitates them?" {
    scale = "ypnu",
    class = "core",
    code = "OFF-08",
    rests_on = { "ICMEC 3" },
  },

  criterion "grooming_with_meeting" "Is grooming criminalised where there is an intent to meet?" {
    scale = "ypnu",
    class = "core",
    code = "OFF-09",
    rests_on = { "Lanzarote Convention, art. 23" },
  },

  criterion "grooming_without_meeting" "Is grooming criminalised whether or not there is an intent to meet?" {
    scale = "ypnu",
    class = "core",
    code = "OFF-10",
    rests_on = { "CRC/C/156 (guidelines on the OPSC)", "ICMEC, grooming" },
  },

  criterion "live_streaming" "Is live-streaming of child sexual abuse criminalised explicitly?" {
    scale = "ypnu",
    class = "core",
    code = "OFF-11",
    rests_on = { "Lanzarote Convention, art. 21", "CRC/C/156 (guidelines on the OPSC)" },
    to_confirm = true,
  },

  criterion "sexual_extortion" "Is the sexual extortion of children criminalised explicitly?" {
    scale = "ypnu",
    class = "core",
    code = "OFF-12",
    rests_on = { "CRC/C/156 (guidelines on the OPSC)", "ICCS 0205" },
    to_confirm = true,
  },

  criterion "pornographic_performances" "Is attending, or causing a child to take part in, a pornographic performance criminalised?" {
    scale = "ypnu",
    class = "core",
    code = "OFF-13",
    rests_on = { "Lanzarote Convention, art. 21" },
    to_confirm = true,
    guidance = "The term is the treaty's.",
  },

  criterion "exploitation_in_prostitution" "Is the exploitation of children in prostitution criminalised, the demand side included?" {
    scale = "ypnu",
    class = "core",
    code = "OFF-14",
    rests_on = { "OPSC, art. 3(1)(b)", "ILO Convention 182, art. 3(b)", "Lanzarote Convention, art. 19", "ICCS 030222" },
    guidance = "Partly where the demand side is left out.",
  },

  criterion "child_trafficking" "Is child trafficking for sexual exploitation criminalised without a requirement of means?" {
    scale = "ypnu",
    class = "core",
    code = "OFF-15",
    rests_on = { "Palermo Protocol, art. 3(c)", "ICCS 02041" },
  },

  criterion "travel_and_tourism" "Does the law address the exploitation of children in travel and tourism?" {
    scale = "ypnu",
    class = "core",
    code = "OFF-16",
    rests_on = { "OPSC", "ECPAT on travel and tourism" },
    to_confirm = true,
  },

  criterion "witnessing_sexual_acts" "Is causing a child to witness sexual acts criminalised?" {
    scale = "ypnu",
    class = "core",
    code = "OFF-17",
    rests_on = { "Lanzarote Convention, art. 22" },
    to_confirm = true,
  },

  criterion "attempt_and_aiding" "Are attempting, and aiding and abetting, sexual offences against children criminalised?" {
    scale = "ypnu",
    class = "core",
    code = "OFF-18",
    rests_on = { "OPSC, art. 3(2)", "Lanzarote Convention, art. 24", "Budapest Convention, art. 11" },
    to_confirm = true,
    guidance = "Partly where only one of the two is.",
  },

  criterion "legal_persons_liable" "Can legal persons be held liable for sexual offences against children?" {
    scale = "ypnu",
    class = "core",
    code = "OFF-19",
    rests_on = { "OPSC, art. 3(4)", "Lanzarote Convention, art. 26", "Budapest Convention, art. 12" },
    to_confirm = true,
  },

  criterion "close_in_age_exemption" "Is there a close-in-age exemption for consensual acts between adolescents?" {
    scale = "ypnu",
    class = "core",
    code = "OFF-20a",
    rests_on = { "CRC General Comment 25", "CRC/C/156 (guidelines on the OPSC)" },
    to_confirm = true,
  },

  criterion "self_generated_not_criminalised" "Are children free from criminal liability for material they made of themselves?" {
    scale = "ypnu",
    class = "core",
    code = "OFF-20b",
    rests_on = { "CRC General Comment 25", "CRC/C/156 (guidelines on the OPSC)" },
    to_confirm = true,
  },

  criterion "equal_protection" "Does the law protect boys and girls equally?" {
    scale = "ypnu",
    class = "core",
    code = "OFF-21",
    rests_on = { "CRC, art. 2" },
    to_confirm = true,
  },

  criterion "penalties" "Which penalties and aggravating circumstances does the law state for sexual offences against children?" {
    scale = "value",
    class = "core",
    code = "OFF-22",
    rests_on = { "Lanzarote Convention, art. 27-28", "ICMEC 5" },
    guidance = "The note gives the least and the most years for each offence.",
  },
}
