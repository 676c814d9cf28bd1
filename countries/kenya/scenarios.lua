-- What is particular to Kenya. Nobody here is a person.
return scenarios {
  of = "household_survey/children",
  given = {
    case_number = "0117",
    caregiver_interview = "done",
    area = "urban",
    interviewer_sex = "woman",
    caregiver_consent = "yes",
    assent = "yes",
    others_present = "no",
    age = 15,
    sex = "boy",
    online_past_3_months = "yes",
    internet_frequency = "weekly",
    devices = { "smartphone" },
    hours_weekday = 2,
    still_private = "private",
    go_on_after_sexual_content = "go_on",
    go_on_after_experiences = "go_on",
    go_on_after_in_person = "go_on",
    services_offered = "yes",
    referral = "none",
  },

  -- Whether the law obliges those who interview is not answered by the desk
  -- review: until it is, nobody is told that it does.
  scenario "no_reporting_clause" "A duty to report that is not known is not read out" {
    asked = { "about_the_interview", "danger_now", "assent", "opening" },
    not_asked = { "reporting_clause" },
  },

  scenario "helpline_for_everyone" "The helpline is named to a child who does not take part, too" {
    given = { assent = "no" },
    asked = { "help", "services_offered" },
    ends_at = "assent",
    outcome = "no_assent",
  },
}
