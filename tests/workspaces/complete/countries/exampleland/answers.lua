return answers "desk_review/law" {
  answer "possession" {
    value = "no",
    as_of = "2022",
    instrument = "Penal code",
    article = "Article 1",
    quote = "Nothing is said of it.",
    in_force_since = "1990",
    search = "the official gazette, by keyword",
    lead = "a lawyer was asked",
    note = "Invented.",
    source = "https://example.org/law",
  },
}
