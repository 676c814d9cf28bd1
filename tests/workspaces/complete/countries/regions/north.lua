return {
  region "north" "The north" {
    about = "Several countries.",
    source = "https://example.org/north",

    adapt "survey/children" {
      add_options "devices" {
        { "tablet", "Tablet" },
        before = "other",
        because = "in wide use",
        keeps = "meaning",
        shown_by = "cognitive test 1",
        waiver = "not needed",
      },
    },
  },
}
