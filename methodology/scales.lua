-- The answers a criterion may have. Every scale has "unknown", because "nobody
-- looked" and "it is not there" are different answers.
return {
  scale "ypnu" "Yes, partly, no" {
    values = {
      { "yes", "Yes" },
      { "partly", "Partly" },
      { "no", "No" },
      { "unknown", "Unknown" },
    },
    absence = { "no" },
    about = "A no needs a recorded search. Names, numbers and terms that a criterion also asks for go in the answer's note.",
  },

  scale "ratification" "Ratification" {
    values = {
      { "ratified", "Ratified or acceded to" },
      { "signed", "Signed; ratification not stated" },
      { "not_ratified", "Not ratified" },
      { "invited", "Invited to accede, not a party" },
      { "unknown", "Unknown" },
    },
    -- A register that does not list a state is the search for it.
    lasting = { "ratified" },
    about = "Not ratified includes states that have signed; the note then gives the date of signature.",
  },

  scale "date_status" "Submitted or overdue" {
    values = {
      { "submitted", "Submitted" },
      { "overdue", "Overdue" },
      { "not_due", "Not yet due" },
      { "unknown", "Unknown" },
    },
    lasting = { "submitted" },
    about = "The date itself goes in the answer's dated.",
  },

  scale "value" "A value that the law states" {
    values = {
      { "stated", "Stated" },
      { "not_stated", "Not stated" },
      { "unknown", "Unknown" },
    },
    about = "These criteria ask for words or numbers (years, hours, who reports to whom). Free text has no scale of its own yet: the value says whether the law states it, and the note gives what it states.",
  },

  scale "age_of_consent" "Age of sexual consent" {
    values = {
      { "age_12", "12" },
      { "age_13", "13" },
      { "age_14", "14" },
      { "age_15", "15" },
      { "age_16", "16" },
      { "age_17", "17" },
      { "age_18", "18" },
      { "other_rule", "Another rule" },
      { "not_stated", "Not stated" },
      { "unknown", "Unknown" },
    },
    about = "One value an age, so that two sources that name different ages are seen to disagree.",
  },

  scale "limitation_period" "Statute of limitations" {
    values = {
      { "none", "No limitation" },
      { "from_age", "Years that run from an age of the victim" },
      { "from_offence", "Years that run from the offence" },
      { "unknown", "Unknown" },
    },
    about = "The number of years and the age go in the answer's note.",
  },

  scale "reporting_channel" "Hotline or reporting portal" {
    values = {
      { "inhope_member", "A hotline that is an INHOPE member" },
      { "iwf_portal", "An IWF reporting portal" },
      { "police_portal", "A police reporting portal" },
      { "other_channel", "Another channel" },
      { "planned", "Planned" },
      { "none", "None" },
      { "unknown", "Unknown" },
    },
    absence = { "none" },
  },

  scale "oos_0_1" "Out of the Shadows, 0 to 1 point" {
    values = {
      { "points_0", "0 points" },
      { "points_1", "1 point" },
      { "unknown", "Unknown" },
    },
    about = "Points as in the Out of the Shadows index.",
  },

  scale "oos_0_2" "Out of the Shadows, 0 to 2 points" {
    values = {
      { "points_0", "0 points" },
      { "points_1", "1 point" },
      { "points_2", "2 points" },
      { "unknown", "Unknown" },
    },
    about = "Points are additive, as in the Out of the Shadows index.",
  },

  scale "maturity" "Phase of maturity" {
    values = {
      { "phase_1", "Phase 1" },
      { "phase_2", "Phase 2" },
      { "phase_3", "Phase 3" },
      { "phase_4", "Phase 4" },
      { "unknown", "Unknown" },
    },
    grid = true,
    about = "Four phases, the fourth the most mature; what tells them apart is said by the Model National Response.",
  },
}
