-- How long it takes to ask and to write down, for planning. A pretest replaces
-- it.
return {
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
  confirm = "Seconds and expected answers are assumed; replace them by the times of the pretest.",
}
