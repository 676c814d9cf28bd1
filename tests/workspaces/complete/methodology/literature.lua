return {
  screening_reason "other_subject" "About another subject" {
    about = "Invented.",
    confirm = "Invented.",
  },
}
