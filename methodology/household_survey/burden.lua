-- What an interview asks of a person, as far as it can be told before anybody
-- was asked. Seconds and expected answers are assumptions for planning: none is
-- a finding, and none may be read as one. A pretest replaces them.
return {
  burden "household_survey/children" {
    seconds = {
      select_one = 6,
      select_multiple = 10,
      integer = 7,
      decimal = 7,
      text = 25,
      date = 10,
      time = 8,
      geopoint = 15,
      case = 15,
      note = 2,
      battery = 4,
      roster = 5,
    },
    -- Reading aloud, about 150 words a minute.
    seconds_per_word = 0.4,
    limits = {
      minutes = 45,
    },
    confirm = "Seconds and expected answers are assumed; replace them by the times of the pretest.",
  },
}
