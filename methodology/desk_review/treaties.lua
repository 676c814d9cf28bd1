-- The treaties that criteria ask about. No answer that rests on one is older
-- than the treaty itself.
local TO_CONFIRM = "Dates from general knowledge; to be checked against the depositary's record."

return {
  legal_instrument "crc" "Convention on the Rights of the Child" {
    kind = "treaty", adopted = "1989-11-20", in_force = "1990-09-02", confirm = TO_CONFIRM,
  },
  legal_instrument "opsc" "Optional Protocol to the Convention on the Rights of the Child on the sale of children, child prostitution and child pornography" {
    kind = "treaty", adopted = "2000-05-25", in_force = "2002-01-18", confirm = TO_CONFIRM,
    about = "The title is the treaty's own, and uses words that the Terminology Guidelines advise against.",
  },
  legal_instrument "opac" "Optional Protocol to the Convention on the Rights of the Child on the involvement of children in armed conflict" {
    kind = "treaty", adopted = "2000-05-25", in_force = "2002-02-12", confirm = TO_CONFIRM,
  },
  legal_instrument "opic" "Optional Protocol to the Convention on the Rights of the Child on a communications procedure" {
    kind = "treaty", adopted = "2011-12-19", in_force = "2014-04-14", confirm = TO_CONFIRM,
  },
  legal_instrument "ilo_138" "ILO Minimum Age Convention, 1973 (No. 138)" {
    kind = "treaty", adopted = "1973-06-26", in_force = "1976-06-19", confirm = TO_CONFIRM,
  },
  legal_instrument "ilo_182" "ILO Worst Forms of Child Labour Convention, 1999 (No. 182)" {
    kind = "treaty", adopted = "1999-06-17", in_force = "2000-11-19", confirm = TO_CONFIRM,
  },
  legal_instrument "palermo_protocol" "Protocol to Prevent, Suppress and Punish Trafficking in Persons, Especially Women and Children" {
    kind = "treaty", adopted = "2000-11-15", in_force = "2003-12-25", confirm = TO_CONFIRM,
  },
  legal_instrument "budapest_convention" "Convention on Cybercrime" {
    kind = "treaty", adopted = "2001-11-23", in_force = "2004-07-01", confirm = TO_CONFIRM,
  },
  legal_instrument "lanzarote_convention" "Council of Europe Convention on the Protection of Children against Sexual Exploitation and Sexual Abuse" {
    kind = "treaty", adopted = "2007-10-25", in_force = "2010-07-01", confirm = TO_CONFIRM,
  },
  legal_instrument "african_charter" "African Charter on the Rights and Welfare of the Child" {
    kind = "treaty", adopted = "1990-07", in_force = "1999-11-29", confirm = TO_CONFIRM,
  },
  legal_instrument "malabo_convention" "African Union Convention on Cyber Security and Personal Data Protection" {
    kind = "treaty", adopted = "2014-06-27", in_force = "2023-06-08",
    source = "https://directionsblog.eu/africas-cybersecurity-treaty-enters-into-force/",
    confirm = "The day of entry into force is from the source; the day of adoption from general knowledge.",
  },
  legal_instrument "un_cybercrime_convention" "United Nations Convention against Cybercrime" {
    kind = "treaty", adopted = "2024-12-24", confirm = TO_CONFIRM,
  },
}
