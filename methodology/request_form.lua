-- How a provider fills in a data request, in every country. What is stated here
-- stands over the series of that country as series_metadata does.
return request_form "standard" "Form of data requests" {
  version = "1",
  read_me = {
    "{asked_by} asks {asked_of} in {country} for counts of the years {years}, for the assessment of online child sexual exploitation and abuse in the country.",
    "Fill in the open (yellow) cells. Each count has a state beside it, which is 'recorded' to begin with. A zero is written as 0 and stays 'recorded': it says that there were none.",
    "Choose 'not recorded' where nobody counts this, and 'not available' where it is counted but cannot be given; then the count stays empty. An empty cell alone says nothing, and is sent back.",
    "Counts are whole numbers without separators, no percentages and no formulas. Totals are filled in like any other count: they may be more than their parts where a list does not hold everything, and never less.",
    "On the sheet Metadata, say how the counts are made, one column a series. What is not known is written as unknown.",
    "Send counts alone: no names, no case numbers, no descriptions of cases, no pictures. The contact is an office, never a person.",
    "Corrections later are welcome: change this workbook and send it again. Both versions are kept, and the newer one stands.",
  },
  confirm = "Wording and languages are to be agreed with the providers of each country.",

  field "provider" "Who counts" {
    hint = "The office whose counts these are",
  },
  field "contact_office" "Office to ask" {
    hint = "A department or unit and how it is reached; no person's name",
  },
  field "unit_of_count" "One count is" {
    hint = "What is counted once",
    options = {
      { "report", "a report" },
      { "offence", "an offence" },
      { "case", "a case" },
      { "victim", "a victim" },
      { "suspect", "a suspect" },
      { "person", "a person" },
      { "contact", "a contact" },
      { "other_unit", "something else" },
    },
    other = { "other_unit" },
  },
  field "counting_point" "Counted when" {
    hint = "The moment at which something enters the statistics",
    options = {
      { "on_report", "when it is reported" },
      { "after_first_checks", "after first checks" },
      { "after_investigation", "after the investigation" },
      { "on_referral", "when it is passed on" },
      { "on_charge", "when a charge is brought" },
      { "on_decision", "when a court decides" },
    },
  },
  field "scope" "What is in and what is left out" {
    hint = "For example which police forces, areas or kinds of reports",
  },
  field "principal_offence_rule" "Principal offence" {
    hint = "Where several offences were committed together",
    options = {
      { "principal_only", "only the most serious one counts" },
      { "each_offence", "each of them counts" },
    },
  },
  field "multiple_victim_rule" "Several victims" {
    hint = "One offence against several victims",
    options = {
      { "counts_once", "counts once" },
      { "once_a_victim", "counts once for each victim" },
    },
  },
  field "multiple_offender_rule" "Several offenders" {
    hint = "One offence by several offenders",
    options = {
      { "counts_once", "counts once" },
      { "once_an_offender", "counts once for each offender" },
    },
  },
  field "attempts" "Attempts" {
    hint = "Offences that were attempted and not completed",
    options = {
      { "included", "are counted" },
      { "excluded", "are not counted" },
      { "some_included", "are counted for some offences" },
    },
  },
  field "legal_category" "Legal category" {
    hint = "The articles of the law, as they are called there",
  },
  field "iccs" "ICCS category" {
    hint = "The category of the international classification that is nearest",
    codes = "iccs",
  },
  field "iccs_match" "Match with ICCS" {
    hint = "How the legal category compares with it",
    options = {
      { "full", "the same" },
      { "partial", "they overlap" },
      { "wider", "the legal category is wider" },
      { "narrower", "the legal category is narrower" },
    },
  },
  field "child_age_limit" "A child is below the age of" {
    hint = "In the law that these counts follow",
    answer = "number",
  },
  field "period_rule" "A year is" {
    options = {
      { "calendar_year", "a calendar year" },
      { "fiscal_year", "another period of twelve months" },
    },
    other = { "fiscal_year" },
  },
  field "completeness" "Completeness" {
    hint = "What is missing, such as areas or months without returns",
  },
  field "revision" "Revision" {
    hint = "Whether published counts change later, and when",
  },
  field "breaks" "Breaks" {
    hint = "Years in which law or counting changed, as 2021: what changed; or none",
  },
  field "as_of" "Counts as of" {
    hint = "The day on which the counts were taken, such as 2025-12-31",
    answer = "date",
  },
}
