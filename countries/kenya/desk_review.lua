-- Answers as far as the public sources held here give them. Treaty dates were read
-- in a snapshot of March 2015, so they are true as of 2015, whatever year they name.
-- Sources that differ stand side by side; none of them is chosen here.
return answers "desk_review/law_and_policy" {
  answer "crc_ratified" {
    value = "ratified",
    as_of = "2015",
    dated = "1990-07-30",
    note = "Ratification on 30 Jul 1990; signature on 26 Jan 1990; read in a snapshot of March 2015.",
    source = "https://github.com/zmjones/untreaties/blob/master/treaties/4-11.csv",
  },

  answer "crc_ratified" {
    value = "ratified",
    as_of = "2019",
    note = "US Department of Labor, findings data.",
    source = "https://github.com/Zolon-DOL/SweatAndToilDataScript/blob/master/master_data.xlsx",
  },

  answer "opsc_ratified" {
    value = "not_ratified",
    as_of = "2015",
    note = "Not ratified in the snapshot of March 2015; signed on 8 Sep 2000.",
    source = "https://github.com/zmjones/untreaties/blob/master/treaties/4-11-c.csv",
  },

  answer "opsc_ratified" {
    value = "not_ratified",
    as_of = "2019",
    note = "US Department of Labor, findings data. It does not say whether the treaty was signed.",
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
    dated = "2005-01-05",
    note = "Accession on 5 Jan 2005; read in a snapshot of March 2015.",
    source = "https://github.com/zmjones/untreaties/blob/master/treaties/18-12-a.csv",
  },

  answer "palermo_protocol_ratified" {
    value = "ratified",
    as_of = "2019",
    note = "US Department of Labor, findings data.",
    source = "https://github.com/Zolon-DOL/SweatAndToilDataScript/blob/master/master_data.xlsx",
  },

  answer "budapest_convention" {
    value = "invited",
    as_of = "2024",
    note = "Invited to accede on 9 October 2024; the invitation is valid for five years.",
    source = "https://nc4.go.ke/budapest-convention-on-cybercrime",
  },

  answer "budapest_convention" {
    value = "not_ratified",
    as_of = "unknown",
    lead = "By exclusion: the country is not in the alphabetical list of parties, of which A to K was seen. The page carries no date.",
    source = "https://www.coe.int/en/web/cybercrime/the-budapest-convention",
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
    value = "age_18",
    as_of = "unknown",
    lead = "A weak source: no statute is cited. The page carries no date.",
    source = "https://wikimd.com/wiki/Ages_of_consent_in_Africa",
  },

  answer "age_of_consent" {
    value = "age_16",
    as_of = "unknown",
    lead = "A weak source: no statute is cited. The page carries no date. Another source names another age.",
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

  answer "child_helpline" {
    value = "yes",
    as_of = "2022",
    lead = "Named in a newspaper; to be confirmed with the operator.",
    note = "Number 116.",
    source = "https://standardmedia.co.ke/amp/counties/article/2001466219/cash-transfers-alone-wont-tackle-child-sexual-exploitation-abuse",
  },

  answer "child_helpline_free" {
    value = "yes",
    as_of = "2022",
    lead = "Named in a newspaper; to be confirmed with the operator.",
    note = "Toll-free.",
    source = "https://standardmedia.co.ke/amp/counties/article/2001466219/cash-transfers-alone-wont-tackle-child-sexual-exploitation-abuse",
  },

  -- Found beside the answers; attached to none.
  aside "CRC-OPAC ratification" {
    value = "28 Jan 2002",
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
