-- Why a reference is left out when literature is screened: the column reason of
-- a country's sheet names one of these. The list is general practice and no
-- published protocol's.
local TO_CONFIRM = "General practice of reviews; the programme's own list of reasons is not public."

return {
  screening_reason "other_subject" "Not about technology-facilitated exploitation or abuse, nor about children online" {
    confirm = TO_CONFIRM,
  },
  screening_reason "other_population" "Not about children, their caregivers or those who work with them" {
    confirm = TO_CONFIRM,
  },
  screening_reason "other_country" "Without results for the country" {
    confirm = TO_CONFIRM,
  },
  screening_reason "other_period" "Outside the years of the review" {
    confirm = TO_CONFIRM,
  },
  screening_reason "no_own_results" "Without data or analysis of its own" {
    about = "News, comments and summaries of other works; what they cite may be included itself.",
    confirm = TO_CONFIRM,
  },
  screening_reason "same_study" "The same study as another reference" {
    about = "Also for possible duplicates that are one work.",
    confirm = TO_CONFIRM,
  },
  screening_reason "language" "In a language that no reviewer reads" {
    confirm = TO_CONFIRM,
  },
  screening_reason "no_full_text" "The full text could not be had" {
    confirm = TO_CONFIRM,
  },
}
