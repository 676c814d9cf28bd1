return codebook "themes" "Themes of the survivor conversations" {
  theme "knowing_of_services" "Knowing of services" {
    description = "Which services are known, and from where",
  },
  theme "experience_of_services" "Experience of services" {
    description = "How services were found, reached and experienced",
  },
  theme "barriers_to_help" "Barriers to help" {
    description = "What stands between a young person and a service",
    exclude_when = "the barrier lies in court or police procedure: code to the access to justice codebook",
  },
  theme "proposals_of_survivors" "Proposals" {
    description = "What survivors say should change",
  },
}
