-- What the frontline workers' questionnaire is to do. Nobody here is a person.
local all = {
  of = "frontline_survey/workers",
  given = {
    consent = "yes",
    sector = "social_work",
    employer = "government",
    sex = "woman",
    area = "both",
    years_of_work = 6,
    children_in_caseload = 60,
    children_with_technology = 2,
    go_on_after_cases = "go_on",
    vulnerability_factors = { "poverty" },
    reporting_barriers = { "stigma" },
    service_barriers = { "distance" },
    received_training = "no",
    needs = { "training" },
    services_offered = "yes",
  },
}

local function add(it)
  all[#all + 1] = it
end

add(scenario "worker_ordinary" "A worker with such cases is asked about them" {
  asked = {
    "seen_unwanted_content", "offender_family", "channels_seen", "who_brought_it", "obliged_to_report",
    "service_medical", "with_police", "support_for_workers", "services_offered",
  },
  not_asked = {
    "sector_specify", "employer_specify", "vulnerability_factors_specify", "reporting_barriers_specify",
    "service_barriers_specify", "needs_specify", "training_about",
  },
  outcome = "complete",
})

for _, answer in ipairs { "no", "unanswered" } do
  add(scenario("worker_consent_" .. answer)("Without consent nothing is asked") {
    given = { consent = answer },
    asked = { "services_offered" },
    not_asked = { "sector", "seen_threats", "obliged_to_report" },
    ends_at = "consent",
    outcome = "no_consent",
  })
end

for _, number in ipairs { 0, "dont_know", "prefer_not" } do
  add(scenario("worker_no_cases_" .. tostring(number))("Without such cases nothing is asked about them") {
    given = { children_with_technology = number },
    asked = { "vulnerability_factors", "services_good_enough" },
    not_asked = { "seen_threats", "offender_peers", "channels_seen", "who_brought_it", "go_on_after_cases" },
  })
end

add(scenario "worker_one_case" "One is enough" {
  given = { children_in_caseload = 1, children_with_technology = 1 },
  asked = { "seen_threats" },
})

add(scenario "worker_more_cases_than_children" "No more cases than children" {
  given = { children_in_caseload = 4, children_with_technology = 5 },
  warns = { "children_with_technology" },
})

add(scenario "worker_caseload_not_known" "A caseload that is not known bounds nothing" {
  given = { children_in_caseload = "dont_know", children_with_technology = 5 },
})

add(scenario "worker_large_caseload" "A large caseload is looked at again" {
  given = { children_in_caseload = 501 },
  warns = { "children_in_caseload" },
})

add(scenario "worker_caseload" "500 are not" { given = { children_in_caseload = 500 } })

add(scenario "worker_caseload_end" "Caseloads have an end" {
  given = { children_in_caseload = 5001, children_with_technology = 5001 },
  warns = { "children_in_caseload", "children_with_technology" },
})

add(scenario "worker_new" "From the first year" { given = { years_of_work = 0 } })
add(scenario "worker_60_years" "To sixty" { given = { years_of_work = 60 } })

add(scenario "worker_no_children" "A caseload may be empty" {
  given = { children_in_caseload = 0, children_with_technology = 0, go_on_after_cases = "unanswered" },
  not_asked = { "seen_threats", "go_on_after_cases" },
})

add(scenario "worker_years" "Nobody works for 61 years" {
  given = { years_of_work = 61 },
  warns = { "years_of_work" },
})

add(scenario "worker_other" "Something else: what" {
  given = {
    sector = "other_sector",
    sector_specify = "Sports",
    employer = "other_employer",
    employer_specify = "A cooperative",
    vulnerability_factors = { "another_factor" },
    vulnerability_factors_specify = "Distance from school",
    reporting_barriers = { "another_barrier" },
    reporting_barriers_specify = "Cost of the way",
    service_barriers = { "another_barrier" },
    service_barriers_specify = "Opening hours",
    needs = { "another_need" },
    needs_specify = "A vehicle",
  },
})

add(scenario "worker_none_beside_one" "None of these stands alone" {
  given = {
    vulnerability_factors = { "poverty", "none_of_these" },
    reporting_barriers = { "stigma", "none_of_these" },
    service_barriers = { "cost", "none_of_these" },
  },
  warns = { "vulnerability_factors", "reporting_barriers", "service_barriers" },
})

add(scenario "worker_trained" "What training was about is asked of those who had some" {
  given = { received_training = "yes", training_about = { "law" } },
})

for _, state in ipairs { "dont_know", "prefer_not" } do
  add(scenario("worker_training_" .. state)("What is not said opens nothing") {
    given = { received_training = state },
    not_asked = { "training_about" },
    asked = { "support_for_workers" },
  })
end

add(scenario "worker_break" "A break, and it goes on" {
  given = { go_on_after_cases = "after_a_break" },
  asked = { "vulnerability_factors" },
})

for _, why in ipairs { "distress", "stop_asked", "interrupted" } do
  add(scenario("worker_" .. why)("It stops, and the list of services is reached") {
    given = { go_on_after_cases = why },
    asked = { "services_offered" },
    not_asked = { "vulnerability_factors", "services_good_enough" },
    ends_at = "go_on_after_cases",
    outcome = "stopped",
  })
end

return scenarios(all)
