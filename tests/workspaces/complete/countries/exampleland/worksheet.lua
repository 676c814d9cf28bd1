return {
  worksheet {
    started_from = "XEY",

    point "currency" {
      answer = "Invented shells",
      source = "https://example.org/shells",
      confirm = "Invented.",
    },
  },
}
