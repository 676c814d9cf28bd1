-- What an interview asks of a worker; see household_survey/burden.lua.
local pace = include "shared/pace"

return {
  burden "frontline_survey/workers" {
    seconds = pace.seconds,
    seconds_per_word = pace.seconds_per_word,
    services = "services_offered",
    limits = { minutes = 40, questions_to_services = 40, sensitive_without_exit = 15 },
    confirm = pace.confirm,

    expect "consent" { shares = { yes = 0.97 }, assumed = "most agree once they are asked" },
    expect "go_on_after_cases" { shares = { go_on = 0.97 }, assumed = "few stop" },
  },
}
