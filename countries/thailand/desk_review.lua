-- Answers as far as the public sources held here give them. Treaty dates were read
-- in a snapshot of March 2015, so they are true as of 2015, whatever year they name.
return answers "desk_review/law_and_policy" {
  answer "crc_ratified" {
    value = "ratified",
    as_of = "2015",
    dated = "1992-03-27",
    note = "Accession on 27 Mar 1992; read in a snapshot of March 2015.",
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
    dated = "2006-01-11",
    note = "Accession on 11 Jan 2006; read in a snapshot of March 2015.",
    source = "https://github.com/zmjones/untreaties/blob/master/treaties/4-11-c.csv",
  },

  answer "opsc_ratified" {
    value = "ratified",
    as_of = "2019",
    note = "US Department of Labor, findings data.",
    source = "https://github.com/Zolon-DOL/SweatAndToilDataScript/blob/master/master_data.xlsx",
  },

  answer "opic_ratified" {
    value = "ratified",
    as_of = "2015",
    dated = "2012-09-25",
    note = "Ratification on 25 Sep 2012; signature on 25 Sep 2012; read in a snapshot of March 2015.",
    source = "https://github.com/zmjones/untreaties/blob/master/treaties/4-11-d.csv",
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
    dated = "2013-10-17",
    note = "Ratification on 17 Oct 2013; signature on 18 Dec 2001; read in a snapshot of March 2015.",
    source = "https://github.com/zmjones/untreaties/blob/master/treaties/18-12-a.csv",
  },

  answer "palermo_protocol_ratified" {
    value = "ratified",
    as_of = "2019",
    note = "US Department of Labor, findings data.",
    source = "https://github.com/Zolon-DOL/SweatAndToilDataScript/blob/master/master_data.xlsx",
  },

  answer "exploitation_in_prostitution" {
    value = "yes",
    as_of = "2019",
    lead = "The source asks whether the prohibition meets international standards; this criterion is narrower. To be read in the statute.",
    note = "US Department of Labor, findings data: yes.",
    source = "https://github.com/Zolon-DOL/SweatAndToilDataScript/blob/master/master_data.xlsx",
  },

  answer "child_trafficking" {
    value = "yes",
    as_of = "2019",
    lead = "The source asks whether the prohibition meets international standards; this criterion is narrower. To be read in the statute.",
    note = "US Department of Labor, findings data: yes.",
    source = "https://github.com/Zolon-DOL/SweatAndToilDataScript/blob/master/master_data.xlsx",
  },

  -- Found beside the answers; attached to none.
  aside "CRC-OPAC accession" {
    value = "27 Feb 2006",
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
  aside "ILO C138 ratified" {
    value = "Yes",
    because = "no criterion of the checklist asks about the minimum age for work",
    as_of = "2019",
    source = "https://github.com/Zolon-DOL/SweatAndToilDataScript/blob/master/master_data.xlsx",
  },
}
