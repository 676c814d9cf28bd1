return indicators {
  proportion "long_online" "Children who are online for long" {
    definition = "one",
    from = "survey/children",
    base = "online == yes",
    yes_if = "hours > 4 and selected(devices, phone)",
    count_as = { dont_know = "no", prefer_not = "no", not_asked = "leave" },
    bounds = { prefer_not = "yes" },
    recall_months = 1,
    by = { "online", "age" },
    about = "Four hours or more.",
    concept = "time online",
  },

  mean "hours_mean" "Hours a day" {
    definition = "one",
    from = "survey/children",
    base = "everyone",
    of = "hours",
    unit = "hours",
    count_as = { dont_know = "leave", prefer_not = "leave", not_asked = "leave" },
    by = { "online" },
    about = "On an ordinary day.",
  },

  published "online_share" "Children who are online, as published" {
    definition = "one",
    unit = "percent",
    population = "internet-using children 12-17",
    activity = "survey",
    concept = "internet use",
    corresponds_to = "long_online",
    counts_only = false,
    about = "Invented.",
    caveats = { "Rounded." },
  },

  published "children_all" "Children" {
    definition = "one",
    unit = "children",
    population = "children 12-17",
    activity = "survey",
    same_as_series = "inhabitants",
    not_measured = "a count, not an answer",
  },

  published "online_at_all" "Children who are online at all, as published" {
    definition = "two",
    unit = "percent",
    population = "internet-using children 12-17",
    activity = "survey",
    measured_by = "long_online",
  },

  published "deaths" "Deaths" {
    definition = "one",
    unit = "count",
    population = "children 12-17",
    activity = "survey",
  },

  derived "children_online" "Number of children online" {
    definition = "one",
    unit = "children",
    inputs = { share = "published:online_share", children = "published:children_all" },
    value = "share * children",
    low = "low(share) * children",
    high = "high(share) * children",
    population_as = "known",
    check_against = "children_all",
    within = "60%",
    about = "Worked out.",
  },
}
