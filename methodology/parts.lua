return {
  part "context" "Context" {
    led_by = "ecpat",
    about = "Laws, policies, systems and services, and how people meet them.",
  },

  part "threat" "Threat" {
    led_by = "interpol",
    about = "What law enforcement, justice and industry record, and the capacity to act on it.",
  },

  part "perspectives" "Perspectives" {
    led_by = "unicef_innocenti",
    about = "What internet-using children and their caregivers say about their own lives.",
  },
}
