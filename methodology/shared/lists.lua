-- Option lists that several questions share, so that an option keeps one id.
-- Don't know and prefer not to say are no options: a question allows them.
return {
  yes_no = {
    { "yes", "Yes" },
    { "no", "No" },
  },

  area = {
    { "urban", "Urban" },
    { "rural", "Rural" },
  },

  frequency = {
    { "daily", "At least once a day" },
    { "weekly", "At least once a week" },
    { "monthly", "At least once a month" },
    { "less_often", "Less often" },
  },

  agreement = {
    { "agree_strongly", "Agree strongly" },
    { "agree", "Agree" },
    { "disagree", "Disagree" },
    { "disagree_strongly", "Disagree strongly" },
  },

  -- The same people and services in "whom did you tell?" (child) and "whom would
  -- you tell?" (caregiver), so that the two can stand side by side.
  formal_contacts = {
    { "teacher", "A teacher or someone else at school" },
    { "social_worker", "A social worker" },
    { "health_worker", "A doctor or nurse" },
    { "helpline", "A helpline" },
    { "police", "The police" },
    { "platform", "The website, app or game, through its reporting function" },
  },
}
