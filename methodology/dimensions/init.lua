-- What values of series are broken down by. T and an empty cell are the total.
return {
  dimension "sex" "Sex" {
    codes = { { "F", "Female" }, { "M", "Male" } },
    -- Sources that count people of unknown sex give a total of their own.
    complete = true,
  },

  -- The five-year groups of the United Nations that hold children. They are
  -- not everybody, so they are never added up to a total.
  dimension "age_group" "Age group" {
    codes = {
      { "0-4", "aged 0-4" },
      { "5-9", "aged 5-9" },
      { "10-14", "aged 10-14" },
      { "15-19", "aged 15-19" },
    },
  },

  dimension "iccs" "International Classification of Crime for Statistical Purposes" {
    codes = "iccs.csv",
    source = "United Nations Office on Drugs and Crime, ICCS version 1.0 (2015)",
    confirm = "Read from copies; where a code comes from stands with it. Labels are those of the classification.",
  },

  dimension "icvac" "International Classification of Violence against Children" {
    codes = "icvac.csv",
    source = "UNICEF, International Classification of Violence against Children (2023)",
    confirm = "Level 1 only; read from copies, where a code comes from stands with it.",
  },
}
