return findings {
  finding "half_are_online" {
    claim = "Half of all children are online",
    holds_if = "online_share >= 50% and at(cases, 2020) > 10 and possession == no and held(money)",
    rests_on = { "published:online_share", "series:cases", "criterion:possession", "theme:interviews/resources/money" },
    needs_base = 50,
    chapter = "summary",
    about = "Invented.",
    cites = { "example2020" },

    recommendation "count_again" "Count again" {
      to = { "ministry" },
      deadline = "2030",
      indicator = "a second figure",
      baseline = "none",
      target = "one",
      status = "proposed",
      source = "https://example.org/recommendation",
    },
  },
}
