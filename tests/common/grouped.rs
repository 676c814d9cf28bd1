//! A small workspace with groups to compare: two strata of three PSUs.

use super::Workspace;

/// Questions that stand after the small workspace's own.
const QUESTIONS: &str = r#"        select_one "sex" "Are you a girl or a boy?" {
          class = "core",
          options = { { "girl", "Girl" }, { "boy", "Boy" } },
          allow = { "prefer_not" },
        },
        select_one "area" "Where do you live?" {
          class = "core",
          options = { { "urban", "Town" }, { "rural", "Village" }, { "remote", "Remote place" } },
        },
        select_multiple "devices" "What do you go online with?" {
          class = "core",
          ask_if = "online == yes",
          options = { { "phone", "Phone" }, { "tablet", "Tablet" }, { "computer", "Computer" } },
          allow = { "dont_know" },
        },
        text "remark" "Anything to add?" {
          class = "adaptable",
        },
      },
    },
  },
}
"#;

/// Fourteen records.
pub const GROUPED: &str = "\
record_id,interview_date,stratum,psu,weight,age,online,hours,sex,area,devices,remark
G01,2024-03-01,a,1,1,12,yes,2,girl,urban,phone,
G02,2024-03-01,a,1,2,13,yes,4,boy,urban,phone tablet,
G03,2024-03-01,a,1,1,14,no,,boy,rural,,
G04,2024-03-01,a,2,1,15,yes,3,girl,rural,tablet,
G05,2024-03-01,a,2,2,16,yes,5,boy,rural,phone computer,
G06,2024-03-01,a,3,1,17,yes,1,girl,remote,phone,
G07,2024-03-01,a,3,1,12,no,,girl,remote,,
G08,2024-03-02,b,1,2,13,yes,6,boy,urban,phone tablet computer,
G09,2024-03-02,b,1,1,14,yes,2,girl,urban,dont_know,
G10,2024-03-02,b,2,1,15,yes,4,girl,rural,phone,
G11,2024-03-02,b,2,3,16,dont_know,,boy,rural,,
G12,2024-03-02,b,3,1,17,yes,7,boy,remote,computer,
G13,2024-03-02,b,3,2,12,yes,3,girl,remote,phone,
G14,2024-03-02,b,3,1,13,yes,5,prefer_not,remote,tablet,
";

impl Workspace {
    /// A store with the fourteen records.
    pub fn grouped() -> Workspace {
        let workspace = Workspace::with_store();
        let end = "      },\n    },\n  },\n}\n";
        workspace.replace("methodology/init.lua", end, QUESTIONS);
        workspace.write("grouped.csv", GROUPED);
        let run = workspace.run(&["import", "XEX/children", "grouped.csv"]);
        assert_eq!(run.code, 0, "{}", run.all());
        workspace
    }
}
