return cognitive_test "round_one" "First round" {
  instrument = "survey/children",
  language = "sw",
  held = "2024-02",
  with = "12 children aged 12 to 17 in two places",
  how = "think-aloud",
  about = "Invented.",
  source = "https://example.org/round-one",
  confirm = "Invented.",

  tested "hours" {
    found = "holidays were counted in",
    decided = "reworded",
  },

  tested "devices" {
    found = "understood",
    decided = "kept",
  },
}
