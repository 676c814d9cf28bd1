return codebook "themes" "Themes of access to justice" {
  about = "One codebook for the three groups. Not asked of a group is another thing than nothing said by it.",

  theme "barriers_to_justice" "Barriers" {
    description = "What keeps people from reporting or from going on",

    theme "shame_and_stigma" "Shame and stigma" {
      description = "Fear of blame, of talk, or of what others will think",
    },
    theme "not_knowing_where" "Not knowing where to go" {
      description = "Services or procedures that are unknown or unclear",
    },
    theme "delay_and_cost" "Delay and cost" {
      description = "Time, travel and money that the process takes",
    },
  },

  theme "the_way_through" "The way through" {
    description = "The steps of the process as they were met",

    theme "reaching_a_service" "Reaching a service" {
      description = "The first contact, and what led to it",
    },
    theme "information_given" "Information given" {
      description = "What people were told about rights and next steps",
    },
    theme "child_friendly_treatment" "Child-friendly treatment" {
      description = "Rooms, words, waiting, repeated interviews, privacy",
    },
    theme "evidence_and_procedure" "Evidence and procedure" {
      description = "How evidence is gathered, kept and used",
    },
  },

  theme "support_and_services" "Support and services" {
    description = "Legal, psychosocial, medical and practical support",
  },

  theme "remedies" "Remedies" {
    description = "Outcomes: sanctions, compensation, protection, recovery",
  },

  theme "justice_coordination" "Coordination" {
    description = "Working together between police, prosecution, courts and services",
  },

  theme "justice_capacity" "Capacity" {
    description = "Training, staff, rooms and equipment",
  },
}
