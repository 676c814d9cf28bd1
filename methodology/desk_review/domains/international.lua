-- Regional instruments are asked only in their region; everywhere else the
-- question does not arise, which is another thing than a no.
return domain "international" "International commitments" {
  about = "What the country has bound itself to. Treaty dates come from dated snapshots: an answer says as of when.",
  -- A register of treaty actions of a known day is proof; nothing is quoted from it.
  proof = { "source" },

  criterion "crc_ratified" "Has the country ratified or acceded to the Convention on the Rights of the Child?" {
    scale = "ratification",
    class = "core",
    code = "INT-01",
    instrument = "crc",
    rests_on = { "CRC" },
    to_confirm = true,
  },

  criterion "opsc_ratified" "Has the country ratified or acceded to the Optional Protocol on the sale of children?" {
    scale = "ratification",
    class = "core",
    code = "INT-02",
    instrument = "opsc",
    rests_on = { "OPSC" },
  },

  criterion "opsc_report_status" "Has the country's report under the Optional Protocol on the sale of children been submitted to the Committee?" {
    scale = "date_status",
    class = "core",
    code = "INT-03",
    instrument = "opsc",
    rests_on = { "OPSC, art. 12" },
    to_confirm = true,
  },

  criterion "opic_ratified" "Has the country ratified or acceded to the Optional Protocol on a communications procedure?" {
    scale = "ratification",
    class = "core",
    code = "INT-04",
    instrument = "opic",
    rests_on = { "OPIC" },
    to_confirm = true,
  },

  criterion "ilo_182_ratified" "Has the country ratified ILO Convention 182 on the worst forms of child labour?" {
    scale = "ratification",
    class = "core",
    code = "INT-05",
    instrument = "ilo_182",
    rests_on = { "ILO Convention 182" },
    to_confirm = true,
  },

  criterion "palermo_protocol_ratified" "Has the country ratified or acceded to the Palermo Protocol on trafficking in persons?" {
    scale = "ratification",
    class = "core",
    code = "INT-06",
    instrument = "palermo_protocol",
    rests_on = { "Palermo Protocol" },
  },

  criterion "budapest_convention" "Is the country a party to the Budapest Convention on Cybercrime?" {
    scale = "ratification",
    class = "core",
    code = "INT-07",
    instrument = "budapest_convention",
    rests_on = { "Budapest Convention" },
    to_confirm = true,
  },

  criterion "lanzarote_convention" "Is the country a party to the Lanzarote Convention?" {
    scale = "ratification",
    class = "core",
    code = "INT-08",
    instrument = "lanzarote_convention",
    rests_on = { "Lanzarote Convention" },
    to_confirm = true,
  },

  criterion "african_charter_ratified" "Has the country ratified the African Charter on the Rights and Welfare of the Child?" {
    scale = "ratification",
    class = "core",
    code = "INT-09",
    instrument = "african_charter",
    rests_on = { "African Charter on the Rights and Welfare of the Child, art. 27" },
    to_confirm = true,
    only_in = { "eastern_southern_africa", "north_africa" },
  },

  criterion "malabo_convention" "Has the country ratified the Malabo Convention?" {
    scale = "ratification",
    class = "core",
    code = "INT-10",
    instrument = "malabo_convention",
    rests_on = { "Malabo Convention, art. 29(3)" },
    to_confirm = true,
    only_in = { "eastern_southern_africa", "north_africa" },
  },

  criterion "asean_declaration_transposed" "Have the 2019 ASEAN Declaration and its Regional Plan of Action been carried over into national law or policy?" {
    scale = "ypnu",
    class = "core",
    code = "INT-11",
    rests_on = { "ASEAN Regional Plan of Action" },
    to_confirm = true,
    only_in = { "south_east_asia" },
  },

  criterion "un_cybercrime_convention" "Has the country signed or ratified the United Nations Convention against Cybercrime?" {
    scale = "ratification",
    class = "core",
    code = "INT-12",
    instrument = "un_cybercrime_convention",
    rests_on = { "UN Convention against Cybercrime, art. 14-16" },
    to_confirm = true,
  },
}
