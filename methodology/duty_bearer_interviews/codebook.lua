return codebook "themes" "Themes of the duty-bearer interviews" {
  about = "A matrix of themes by interviews: a cell is empty, not asked, asked and nothing said, summarised, or reviewed.",

  theme "roles_and_mandates" "Roles and mandates" {
    description = "Who is responsible for what, by law or in practice",
  },

  theme "awareness_in_government" "Awareness" {
    description = "How the issue is understood and how urgent it is held to be",
    exclude_when = "the speaker gives their own training: code to capacity",
  },

  theme "law_and_its_use" "Law and its use" {
    description = "Laws, policies and what becomes of them",

    theme "gaps_in_law" "Gaps in law" {
      description = "What the law does not cover or covers badly",
    },
    theme "gaps_in_practice" "Gaps in practice" {
      description = "What the law covers and practice does not follow",
    },
  },

  theme "policy_coordination" "Coordination" {
    description = "Working together between institutions, levels and countries",
    include_when = "two or more institutions are named, or a body that joins them",
  },

  theme "government_capacity" "Capacity" {
    description = "Staff, skills, equipment and money",
  },

  theme "work_with_industry" "Work with industry" {
    description = "What is asked of and done by technology companies",
  },

  theme "proposals_of_duty_bearers" "Proposals" {
    description = "What the speaker says should be done",
  },
}
