-- Answers as far as the public sources held here give them. Treaty dates were read
-- in a snapshot of March 2015, so they are true as of 2015, whatever year they name.
return answers "desk_review/law_and_policy" {
  answer "crc_ratified" {
    value = "ratified",
    as_of = "2015",
    dated = "1990-02-28",
    note = "Ratification on 28 Feb 1990; signature on 26 Jan 1990; read in a snapshot of March 2015.",
    source = "https://github.com/zmjones/untreaties/blob/master/treaties/4-11.csv",
  },

  answer "opsc_ratified" {
    value = "ratified",
    as_of = "2015",
    dated = "2001-12-20",
    note = "Ratification on 20 Dec 2001; signature on 8 Sep 2000; read in a snapshot of March 2015.",
    source = "https://github.com/zmjones/untreaties/blob/master/treaties/4-11-c.csv",
  },

  answer "palermo_protocol_ratified" {
    value = "ratified",
    as_of = "2015",
    dated = "2012-06-08",
    note = "Accession on 8 Jun 2012; read in a snapshot of March 2015.",
    source = "https://github.com/zmjones/untreaties/blob/master/treaties/18-12-a.csv",
  },

  -- Found beside the answers; attached to none.
  aside "CRC-OPAC ratification" {
    value = "20 Dec 2001",
    because = "no criterion of the checklist asks about children in armed conflict",
    as_of = "2015",
    source = "https://github.com/zmjones/untreaties/blob/master/treaties/4-11-b.csv",
  },
  aside "CRC-OPAC signature" {
    value = "8 Sep 2000",
    because = "no criterion of the checklist asks about children in armed conflict",
    as_of = "2015",
    source = "https://github.com/zmjones/untreaties/blob/master/treaties/4-11-b.csv",
  },
}
