-- Answers as far as the public sources held here give them. Treaty dates were read
-- in a snapshot of March 2015, so they are true as of 2015, whatever year they name.
return answers "desk_review/law_and_policy" {
  answer "crc_ratified" {
    value = "ratified",
    as_of = "2015",
    dated = "1992-10-15",
    note = "Accession on 15 Oct 1992; read in a snapshot of March 2015.",
    source = "https://github.com/zmjones/untreaties/blob/master/treaties/4-11.csv",
  },

  answer "crc_ratified" {
    value = "ratified",
    as_of = "2019",
    note = "US Department of Labor, findings data.",
    source = "https://github.com/Zolon-DOL/SweatAndToilDataScript/blob/master/master_data.xlsx",
  },

  answer "opsc_ratified" {
    value = "ratified",
    as_of = "2015",
    dated = "2002-05-30",
    note = "Ratification on 30 May 2002; signature on 27 Jun 2000; read in a snapshot of March 2015.",
    source = "https://github.com/zmjones/untreaties/blob/master/treaties/4-11-c.csv",
  },

  answer "opsc_ratified" {
    value = "ratified",
    as_of = "2019",
    note = "US Department of Labor, findings data.",
    source = "https://github.com/Zolon-DOL/SweatAndToilDataScript/blob/master/master_data.xlsx",
  },

  answer "ilo_182_ratified" {
    value = "ratified",
    as_of = "2019",
    note = "US Department of Labor, findings data.",
    source = "https://github.com/Zolon-DOL/SweatAndToilDataScript/blob/master/master_data.xlsx",
  },

  answer "palermo_protocol_ratified" {
    value = "ratified",
    as_of = "2015",
    dated = "2007-07-02",
    note = "Ratification on 2 Jul 2007; signature on 11 Nov 2001; read in a snapshot of March 2015.",
    source = "https://github.com/zmjones/untreaties/blob/master/treaties/18-12-a.csv",
  },

  answer "palermo_protocol_ratified" {
    value = "ratified",
    as_of = "2019",
    note = "US Department of Labor, findings data.",
    source = "https://github.com/Zolon-DOL/SweatAndToilDataScript/blob/master/master_data.xlsx",
  },

  answer "budapest_convention" {
    value = "not_ratified",
    as_of = "unknown",
    lead = "By exclusion: the country is not in the alphabetical list of parties, of which A to K was seen. The page carries no date.",
    source = "https://www.coe.int/en/web/cybercrime/the-budapest-convention",
  },

  answer "csam_defined" {
    value = "yes",
    as_of = "2008",
    instrument = "Law on Suppression of Human Trafficking and Sexual Exploitation, 2008",
    lead = "Read on a hotline's page; the article and its text are to be cited.",
    note = "The source says that the law defines what it calls \"child pornography\".",
    source = "https://www.internethotlinecambodia.org/en/elementor-651/",
  },

  answer "exploitation_in_prostitution" {
    value = "no",
    as_of = "2019",
    search = "None recorded here: the no is the source's own.",
    lead = "The source asks whether the prohibition meets international standards; this criterion is narrower. To be read in the statute.",
    note = "US Department of Labor, findings data: no.",
    source = "https://github.com/Zolon-DOL/SweatAndToilDataScript/blob/master/master_data.xlsx",
  },

  answer "child_trafficking" {
    value = "yes",
    as_of = "2019",
    lead = "The source asks whether the prohibition meets international standards; this criterion is narrower. To be read in the statute.",
    note = "US Department of Labor, findings data: yes.",
    source = "https://github.com/Zolon-DOL/SweatAndToilDataScript/blob/master/master_data.xlsx",
  },

  answer "hotline_or_portal" {
    value = "inhope_member",
    as_of = "2015",
    note = "APLE Internet Hotline Cambodia, since 2015.",
    source = "https://aplecambodia.org/about-the-hotline/",
  },

  -- Found beside the answers; attached to none.
  aside "CRC-OPAC ratification" {
    value = "16 Jul 2004",
    because = "no criterion of the checklist asks about children in armed conflict",
    as_of = "2015",
    source = "https://github.com/zmjones/untreaties/blob/master/treaties/4-11-b.csv",
  },
  aside "CRC-OPAC ratified" {
    value = "Yes",
    because = "no criterion of the checklist asks about children in armed conflict",
    as_of = "2019",
    source = "https://github.com/Zolon-DOL/SweatAndToilDataScript/blob/master/master_data.xlsx",
  },
  aside "CRC-OPAC signature" {
    value = "27 Jun 2000",
    because = "no criterion of the checklist asks about children in armed conflict",
    as_of = "2015",
    source = "https://github.com/zmjones/untreaties/blob/master/treaties/4-11-b.csv",
  },
  aside "ILO C138 ratified" {
    value = "Yes",
    because = "no criterion of the checklist asks about the minimum age for work",
    as_of = "2019",
    source = "https://github.com/Zolon-DOL/SweatAndToilDataScript/blob/master/master_data.xlsx",
  },
}
