-- Sentences printed with more than one figure. They stand here once, so that a
-- correction reaches every figure.
return {
  range_unexplained = "Some countries publish a range without saying what it spans; it is no interval.",
  rounded_down = "The reports round this number down.",
  frontline = "Recalled by about 50 frontline workers; not statistically representative: read as a count.",
  most_recent = "Asked about the most recent incident of each kind; a published range spans the kinds of incident.",
  narrower_base = "Some countries asked this of children aged 15-17 only.",
  two_definitions = "Another definition of the same thing gives another figure: compare within one definition only.",
  report_volume = "Reports made to NCMEC: not prevalence, not children, not images, not cases.",
}
