return activity "desk_review" "Desk review" {
  number = 3,
  part = "perspectives",
  kind = "desk_review",
  asks = "documents",
  source = "https://example.org/desk",

  checklist "law" "Law" {
    about = "By domain.",
    respondents = "The country",
    proof = { "source" },
    reviewers = 2,
    stale_after_years = 5,
    confirm = "Invented.",

    domain "offences" "Offences" {
      about = "What is forbidden.",
      proof = { "source", "article" },

      criterion "possession" "Is possession an offence?" {
        scale = "yes_no_partly",
        class = "core",
        code = "A.1",
        instrument = "penal_code",
        rests_on = { "Article 1" },
        proof = { "source", "quote" },
        to_confirm = true,
        guidance = "Quote the article.",
        only_in = { "north" },
        texts = { sw = "Je, ni kosa?" },
      },
    },
  },
}
