-- Members of a programme, of an activity and of an output are three different
-- lists. A country that is not in a list is simply not in it; nothing follows
-- from one list for another.
return {
  programme "phase_1" "Phase 1" {
    lists = {
      planned = {
        "KHM", "ETH", "IDN", "KEN", "MYS", "MOZ", "NAM",
        "PHL", "RWA", "ZAF", "TZA", "THA", "UGA", "VNM",
      },
      -- All but Rwanda.
      completed = {
        "KHM", "ETH", "IDN", "KEN", "MYS", "MOZ", "NAM",
        "PHL", "ZAF", "TZA", "THA", "UGA", "VNM",
      },
      -- All that were completed but South Africa.
      pooled_child_survey = {
        "KHM", "ETH", "IDN", "KEN", "MYS", "MOZ",
        "NAM", "PHL", "TZA", "THA", "UGA", "VNM",
      },
    },
    figures = "phase_1_figures.csv",
    source = "https://ecpat.org/disrupting-harm",
    about = "Fourteen countries planned, thirteen completed, twelve in the pooled child survey. Funded by End Violence and Safe Online.",
  },

  programme "phase_2" "Phase 2" {
    lists = {
      members = {
        "ARM", "BRA", "COL", "DOM", "JOR", "MEX",
        "MNE", "MAR", "MKD", "PAK", "SRB", "TUN",
      },
    },
    figures = "phase_2_figures.csv",
    source = "Field brief of this project, section on the programme, marked as read on a public page; the page is to be cited",
    about = "Different outputs use ten, eleven or twelve of these countries: an output names its own.",
  },
}
