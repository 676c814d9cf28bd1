-- Answers as far as the public sources held here give them. Treaty dates were read
-- in a snapshot of March 2015, so they are true as of 2015, whatever year they name.
return answers "desk_review/law_and_policy" {
  answer "crc_ratified" {
    value = "ratified",
    as_of = "2015",
    dated = "1990-09-30",
    note = "Ratification on 30 Sep 1990; signature on 26 Sep 1990; read in a snapshot of March 2015.",
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
    dated = "2002-04-16",
    note = "Ratification on 16 Apr 2002; signature on 8 Sep 2000; read in a snapshot of March 2015.",
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
    dated = "2002-08-16",
    note = "Ratification on 16 Aug 2002; signature on 13 Dec 2000; read in a snapshot of March 2015.",
    source = "https://github.com/zmjones/untreaties/blob/master/treaties/18-12-a.csv",
  },

  answer "palermo_protocol_ratified" {
    value = "ratified",
    as_of = "2019",
    note = "US Department of Labor, findings data.",
    source = "https://github.com/Zolon-DOL/SweatAndToilDataScript/blob/master/master_data.xlsx",
  },

  answer "african_charter_ratified" {
    value = "ratified",
    as_of = "2016",
    lead = "By exclusion: the country is not among those the page lists as not having ratified. To be read in the list of ratifications.",
    source = "http://www.acerwc.org/ourevents/central-african-repubic-ratifies-the-charter/",
  },

  answer "malabo_convention" {
    value = "unknown",
    as_of = "2023",
    lead = "The page lists the country among member states that adopted the convention; adoption is not ratification.",
    source = "https://www.michalsons.com/blog/au-convention-on-cyber-security-and-personal-data-protection-malabo-convention/65281",
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

  answer "hotline_or_portal" {
    value = "iwf_portal",
    as_of = "2024",
    lead = "Known from a news article; to be confirmed with the operator.",
    note = "Material can be reported through a portal with LifeLine/ChildLine Namibia.",
    source = "https://we.com.na/youth-we/combating-child-pornography2024-08-28",
  },

  -- Found beside the answers; attached to none.
  aside "CRC-OPAC ratification" {
    value = "16 Apr 2002",
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
    value = "8 Sep 2000",
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
