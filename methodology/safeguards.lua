-- The rule for every country: help comes before data. A country adds its
-- services in its own folder; where none are set, fieldwork does not start.
-- The hours and wordings are general practice, not a published rule.
return safeguards {
  immediate_danger = "now: the interviewer stops and calls the emergency contact of the area",
  ongoing_harm_hours = 24,
  past_harm = "the service list is offered and the offer is logged; nobody is referred against their wish unless the law requires it",
  confirm = "The hours and the three tiers are to be confirmed by the ethics boards, per country, area and language, before fieldwork.",
}
