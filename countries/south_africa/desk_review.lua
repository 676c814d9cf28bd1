-- Answers as far as the public sources held here give them. Treaty dates were read
-- in a snapshot of March 2015, so they are true as of 2015, whatever year they name.
return answers "desk_review/law_and_policy" {
  answer "crc_ratified" {
    value = "ratified",
    as_of = "2015",
    dated = "1995-06-16",
    note = "Ratification on 16 Jun 1995; signature on 29 Jan 1993; read in a snapshot of March 2015.",
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
    dated = "2003-06-30",
    note = "Accession on 30 Jun 2003; read in a snapshot of March 2015.",
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
    dated = "2004-02-20",
    note = "Ratification on 20 Feb 2004; signature on 14 Dec 2000; read in a snapshot of March 2015.",
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
    value = "not_ratified",
    as_of = "2023",
    note = "Not ratified when the convention entered into force on 8 June 2023.",
    source = "https://directionsblog.eu/africas-cybersecurity-treaty-enters-into-force/",
  },

  answer "age_of_consent" {
    value = "age_16",
    as_of = "unknown",
    lead = "A weak source: no statute is cited. The page carries no date.",
    source = "https://nairobionline.com/articles/overview-of-age-of-consent-laws-in-african-countries.html",
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
    value = "inhope_member",
    as_of = "2011",
    lead = "Known from a news article; membership today is to be confirmed.",
    note = "Film and Publication Board, accepted as a member in 2011; the only African member at the time of the source, June 2018.",
    source = "http://allafrica.com/stories/201806110571.html",
  },

  -- Found beside the answers; attached to none.
  aside "CRC-OPAC ratification" {
    value = "24 Sep 2009",
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
    value = "8 Feb 2002",
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
