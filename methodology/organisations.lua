-- The three organisations that share the method; each leads one part and all
-- three sign off a national report.
return {
  organisation "ecpat" "ECPAT International" {
    url = "https://ecpat.org/disrupting-harm",
    about = "Leads the part on context, together with its members in the countries.",
  },

  organisation "interpol" "INTERPOL" {
    law_enforcement = true,
    url = "https://www.interpol.int/en/Crimes/Crimes-against-children/Projects-to-protect-children/Disrupting-Harm",
    about = "Its Crimes Against Children unit leads the part on threat.",
  },

  organisation "unicef_innocenti" "UNICEF Innocenti" {
    url = "https://www.unicef-irc.org/research/disrupting-harm/",
    about = "Leads the part on the perspectives of children and their caregivers.",
  },
}
