return literature {
  screening = "screening.csv",
  reviewers = 2,
  protocol = "https://example.org/protocol",
  about = "Invented.",

  search "first" {
    file = "first.ris",
    database = "Database of Examples",
    searched_on = "2024-11-02",
    query = "(child* OR adolescent*) AND online",
    limits = "2015 to 2024",
    found = 2,
    source = "https://example.org/database",
    note = "Invented.",
  },

  search "second" {
    file = "second.bib",
    database = "Index of Examples",
    searched_on = "2024-11-03",
    query = "children AND online",
  },
}
