return activity "desk_review" "Desk review" {
  number = 3,
  part = "perspectives",
  kind = "desk_review",
  asks = "documents",
  source = "https://example.org/desk",

  checklist "law" "Law" {
    about = "By domain.",
    confirm = "Invented.",

    domain "offences" "Offences" {
      about = "What is forbidden.",

      criterion "possession" "Is possession an offence?" {
        scale = "yes_no_partly",
        class = "core",
        code = "A.1",
        rests_on = { "Article 1" },
        to_confirm = true,
        guidance = "Quote the article.",
        only_in = { "north" },
        texts = { sw = "Je, ni kosa?" },
      },
    },
  },
}
