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

  -- Of the interviewer, and of adults who are asked.
  woman_man = {
    { "woman", "Woman" },
    { "man", "Man" },
  },

  frequency = {
    { "daily", "At least once a day" },
    { "weekly", "At least once a week" },
    { "monthly", "At least once a month" },
    { "less_often", "Less often" },
  },

  -- Of things that some never do.
  frequency_or_never = {
    { "daily", "At least once a day" },
    { "weekly", "At least once a week" },
    { "monthly", "At least once a month" },
    { "less_often", "Less often" },
    { "never", "Never" },
  },

  how_often = {
    { "often", "Often" },
    { "sometimes", "Sometimes" },
    { "rarely", "Rarely" },
    { "never", "Never" },
  },

  days = {
    { "most_days", "Most days" },
    { "some_days", "Some days" },
    { "few_days", "A few days" },
    { "no_day", "Not on any day" },
  },

  agreement = {
    { "agree_strongly", "Agree strongly" },
    { "agree", "Agree" },
    { "disagree", "Disagree" },
    { "disagree_strongly", "Disagree strongly" },
  },

  how_true = {
    { "very_true", "Very true for me" },
    { "mostly_true", "Mostly true for me" },
    { "not_very_true", "Not very true for me" },
    { "not_true", "Not true for me" },
  },

  -- Who is within hearing.
  present = {
    { "caregiver", "A parent or other caregiver" },
    { "other_adult", "Another adult" },
    { "young_child", "A child too young to follow" },
    { "other_child", "A child or young person who can follow" },
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
