-- Answers as far as the public sources held here give them. Treaty dates were read
-- in a snapshot of March 2015, so they are true as of 2015, whatever year they name.
return answers "desk_review/law_and_policy" {
  answer "crc_ratified" {
    value = "ratified",
    as_of = "2015",
    dated = "1990-09-05",
    note = "Ratification on 5 Sep 1990; signature on 26 Jan 1990; read in a snapshot of March 2015.",
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
    as_of = "2012",
    instrument = "Law No. 10 of 2012",
    note = "Law No. 10 of 2012 ratifying the OPSC.",
    source = "https://lib.ui.ac.id./relate.jsp?method=similar&query=20118820",
  },

  answer "opsc_ratified" {
    value = "ratified",
    as_of = "2015",
    dated = "2012-09-24",
    note = "Ratification on 24 Sep 2012; signature on 24 Sep 2001; read in a snapshot of March 2015.",
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
    dated = "2009-09-28",
    note = "Ratification on 28 Sep 2009; signature on 12 Dec 2000; read in a snapshot of March 2015.",
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

  answer "exploitation_in_prostitution" {
    value = "yes",
    as_of = "2019",
    lead = "The source asks whether the prohibition meets international standards; this criterion is narrower. To be read in the statute.",
    note = "US Department of Labor, findings data: yes.",
    source = "https://github.com/Zolon-DOL/SweatAndToilDataScript/blob/master/master_data.xlsx",
  },

  answer "child_trafficking" {
    value = "no",
    as_of = "2019",
    search = "None recorded here: the no is the source's own.",
    lead = "The source asks whether the prohibition meets international standards; this criterion is narrower. To be read in the statute.",
    note = "US Department of Labor, findings data: no.",
    source = "https://github.com/Zolon-DOL/SweatAndToilDataScript/blob/master/master_data.xlsx",
  },

  answer "hotline_or_portal" {
    value = "iwf_portal",
    as_of = "2020",
    note = "Live since 19 June 2020, with ECPAT Indonesia.",
    source = "https://iwf.org.uk/news-media/news/indonesians-urged-to-report-online-child-sexual-abuse",
  },

  -- Found beside the answers; attached to none.
  aside "CRC-OPAC ratification" {
    value = "24 Sep 2012",
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
    value = "24 Sep 2001",
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
