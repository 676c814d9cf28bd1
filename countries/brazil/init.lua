-- Brazil is the one country of phase 2 for which single figures are held. All of
-- them come from the press: they are leads, and no headline or finding rests on
-- them. Definitions of phase 2 are wider than those of phase 1 (ids end in _p2).
--
-- Which activities were run is not stated in the public sources held here.
local NOT_STATED = "; which activities were run in this country of phase 2 is not stated"

return country "BRA" "Brazil" {
  region = "latin_america_caribbean",
  languages = { "pt" },
  figures = "figures.csv",
  about = "Phase 2, a member. Figures of the household survey are known from the press only, so they are leads. Report volumes are held; population, internet use and law are not, so no rate can be worked out.",
  confirm = "Languages of interview to be confirmed. The figures are held with 2024-2025 as the year of publication, while the one source whose title bears a date is of 4 March 2026: to be checked at the sources.",

  not_available "desk_review" {
    because = "the public sources held here state nothing about laws, policies and systems here" .. NOT_STATED,
  },

  not_available "duty_bearer_interviews" {
    because = "the public sources held here do not state results of interviews with duty-bearers" .. NOT_STATED,
  },

  not_available "frontline_survey" {
    because = "the public sources held here do not state results of the frontline survey" .. NOT_STATED,
  },

  not_available "access_to_justice" {
    because = "the public sources held here do not state results of the access to justice interviews" .. NOT_STATED,
  },

  not_available "survivor_conversations" {
    because = "the public sources held here do not state whether they were cleared in any country of phase 2" .. NOT_STATED,
  },

  not_available "offence_data" {
    because = "the public sources held here do not state results of police or court statistics" .. NOT_STATED,
  },

  not_available "law_enforcement_interviews" {
    because = "the public sources held here do not state results of the law enforcement and justice interviews" .. NOT_STATED,
  },

  not_available "household_survey" {
    because = "its figures are known from the press only, as leads; the organisations' own report is not held here",
  },
}
