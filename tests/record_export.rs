//! Records that leave the store, under a permit.

use std::process::Command;

use insta::assert_snapshot;

use crate::common::Workspace;
use crate::common::field::{ODK_HOUSEHOLD, ODK_MAIN, zipped};

fn held(options: &[&str]) -> Workspace {
    let workspace = Workspace::field();
    workspace.bytes(
        "central.zip",
        &zipped(&[("children.csv", ODK_MAIN), ("children-household.csv", ODK_HOUSEHOLD)]),
    );
    assert_eq!(workspace.import("central.zip", options).code, 0);
    workspace
}

fn permit(workspace: &Workspace, from: &str, to: &str) {
    workspace.replace("countries/exampleland/init.lua", from, to);
}

fn export(workspace: &Workspace, permit: &str, file: &str) -> crate::common::Run {
    workspace.run(&["export", "XEX/children", "--format", "records", "--permit", permit, "-o", file])
}

#[test]
fn fields_that_a_permit_does_not_name_stay() {
    let workspace = held(&[]);
    permit(
        &workspace,
        "  permit \"all\" {",
        "  permit \"two\" {
    of = \"survey/children\", to = \"The statistics office\", purpose = \"weights\", fields = { \"age\", \"online\" },
    audience = \"partner\", valid = { \"2026-01-01\", \"2026-12-31\" }, given_by = \"the institute\",
    source = \"https://example.org/permit\",
  },
  permit \"all\" {",
    );
    assert_snapshot!(export(&workspace, "two", "two.csv").all(), @"
    XEX/survey/children

    file     two.csv
    records  3
    fields   age, online
    permit   two, to The statistics office (partner)
    for      weights
    until    2026-12-31

    * audit head 99000d10c203 (3 entries)
    --- stderr ---

    --- exit 0 ---
    ");
    assert_snapshot!(workspace.read("two.csv"), @"
    age,online
    13,yes
    dont_know,prefer_not
    skipped_by_route,skipped_by_route
    ");
    // What left can be found again, without a value of it.
    let log = workspace.run(&["audit", "--json"]).rows();
    let entry = log.iter().find(|e| e["what"] == "export").expect("an entry");
    assert_snapshot!(serde_json::to_string_pretty(&entry["detail"]).expect("JSON"), @r#"
    {
      "country": "XEX",
      "instrument": "survey/children",
      "permit": "two",
      "to": "The statistics office",
      "purpose": "weights",
      "audience": "partner",
      "fields": [
        "age",
        "online"
      ],
      "records": 3,
      "simulated": false,
      "file": "two.csv",
      "batches": [
        1
      ]
    }
    "#);
    // A file that is there is not replaced unseen.
    assert_eq!(export(&workspace, "two", "two.csv").code, 2);
}

#[test]
fn without_a_permit_that_holds_nothing_leaves() {
    let workspace = held(&[]);
    let without = workspace.run(&["export", "XEX/children", "--format", "records", "-o", "a.csv"]);
    let unknown = export(&workspace, "al", "a.csv");
    permit(
        &workspace,
        "valid = { \"2024-01-01\", \"2026-12-31\" }",
        "valid = { \"2024-01-01\", \"2025-12-31\" }",
    );
    let over = export(&workspace, "all", "a.csv");
    permit(
        &workspace,
        "valid = { \"2024-01-01\", \"2025-12-31\" }",
        "valid = { \"2024-01-01\", \"2026-12-31\" }",
    );
    permit(&workspace, "\"first_day\", \"begun\",", "\"first_day\", \"begins\",");
    let strange = export(&workspace, "all", "a.csv");
    let codes = [&without, &unknown, &over, &strange].map(|run| run.code);
    assert_eq!(codes, [3, 3, 3, 2]);
    assert_snapshot!([without, unknown, over, strange].map(|run| run.stderr).join("\n"), @r#"
    refused: records of XEX/survey/children leave under a permit only
      = --permit ID names one that the country's script declares: who gets which fields, and what for
      = declared: all


    refused: Exampleland declares no permit 'al' for survey/children
      = did you mean 'all'?
      = valid here: all


    countries/exampleland/init.lua:12: refused: the permit 'all' holds from 2024-01-01 to 2025-12-31, and today is 2026-03-01
      = nothing was written


    warning: countries/exampleland has an error and is left out; dh check lists them

    countries/exampleland/init.lua:17:109: error: 'begins' is no field of survey/children
      17 | …record_id", "interview_date", "assent", "age", "online", "hours", "minutes", "devices", "first_day", "begins",
         |                                                                                                       ^^^^^^^^
      = did you mean 'begun'?
      = valid here: assent, age, online, hours, minutes, devices, first_day, begun, place, remark,
        household_size, children_at_home, record_id, interview_date, stratum, psu, weight, region,
        interviewer
      = XEX is left out until this is mended; dh check lists everything
    "#);
    assert!(!workspace.path().join("a.csv").exists());
    assert!(workspace.run(&["audit", "--json"]).rows().iter().all(|e| e["what"] != "export"));
}

#[test]
fn no_permit_is_for_law_enforcement_or_the_public() {
    let workspace = held(&[]);
    workspace.replace(
        "methodology/init.lua",
        "organisation \"institute\" \"The institute\" {},",
        "organisation \"institute\" \"The institute\" {},\n  organisation \"police\" \"The police\" { law_enforcement = true },",
    );
    permit(&workspace, "    to = \"The institute\",", "    to = \"The police\", organisation = \"police\",");
    let said = [workspace.run(&["check"]), export(&workspace, "all", "a.csv")].map(|run| run.stderr);
    assert_snapshot!(said[0], @r#"
    countries/exampleland/init.lua:14:39: error: records never go to law enforcement, and 'police' is that
      14 |     to = "The police", organisation = "police",
         |                                       ^^^^^^^^
      = give it tables that were released, or take the permit away
    "#);
    assert!(said[1].contains("The workspace has errors") || said[1].contains("left out"), "{}", said[1]);
    permit(&workspace, ", organisation = \"police\"", "");
    for audience in ["public", "law_enforcement"] {
        permit(&workspace, "audience = \"workroom\"", &format!("audience = \"{audience}\""));
        let run = workspace.run(&["check"]);
        assert!(run.code == 2 && run.stderr.contains("valid here: workroom, partner"), "{}", run.all());
        permit(&workspace, &format!("audience = \"{audience}\""), "audience = \"workroom\"");
    }
    assert!(!workspace.path().join("a.csv").exists());
}

#[test]
fn made_up_records_say_so_in_every_file() {
    let workspace = held(&["--simulated"]);
    for file in ["a.csv", "a.dta", "a.xlsx"] {
        let run = export(&workspace, "all", file);
        assert!(run.code == 0 && run.stdout.contains("SIMULATED"), "{}", run.all());
    }
    assert!(workspace.read("a.csv").lines().skip(1).all(|line| line.ends_with(",SIMULATED")));
    let dta = std::fs::read(workspace.path().join("a.dta")).expect("a file");
    assert!(String::from_utf8_lossy(&dta).contains("SIMULATED · XEX/survey/children"));
    let book = crate::common::book::Book::open(&workspace.path().join("a.xlsx"));
    assert!(book.text("xl/workbook.xml").contains("records (SIMULATED)"));
}

/// Out as Stata and in again: the same answers with the same states.
#[test]
fn a_stata_file_comes_back_as_it_left() {
    let workspace = held(&[]);
    assert_eq!(export(&workspace, "all", "out.dta").code, 0);
    let other = Workspace::field();
    other.bytes("out.dta", &std::fs::read(workspace.path().join("out.dta")).expect("a file"));
    let run = other.import("out.dta", &["--json"]);
    assert_eq!(run.code, 0, "{}", run.all());
    assert_eq!((&run.rows()[0]["imported"], &run.rows()[0]["disagreements"]), (&3.into(), &0.into()));
    assert_eq!(workspace.records(), other.records());
}

/// Another program reads what is written.
#[test]
fn pyreadstat_reads_what_is_written() {
    let workspace = held(&[]);
    assert_eq!(export(&workspace, "all", "out.dta").code, 0);
    let file = workspace.path().join("out.dta");
    let path = file.to_str().expect("a path");
    let python = std::env::var("DH_PYTHON").unwrap_or_else(|_| "python3".into());
    let has = Command::new(&python).args(["-c", "import pyreadstat"]).output();
    if has.is_ok_and(|o| o.status.success()) {
        let code = format!(
            "import pyreadstat\n\
             d, m = pyreadstat.read_dta({path:?}, user_missing=True)\n\
             print(list(d['age']), list(d['online']), list(d['devices_phone']), d['interview_date'][0])\n\
             print(m.variable_value_labels['online'], m.missing_user_values['age'], m.file_label)\n"
        );
        let out = Command::new(&python).args(["-c", &code]).output().expect("python");
        let said = String::from_utf8_lossy(&out.stdout).into_owned() + &String::from_utf8_lossy(&out.stderr);
        assert_snapshot!(said, @r#"
        [13.0, 'd', 's'] [1, 'r', 's'] [1, 's', 's'] 2024-03-01
        {1: 'Yes', 2: 'No', 'd': "don't know", 'r': 'prefer not to say', 'n': 'not applicable', 's': 'skipped by route', 'u': 'unanswered', 'v': 'not in this version', 'c': 'not in this country'} ['d', 's'] XEX/survey/children · 3 records
        "#);
    } else {
        eprintln!(
            "SKIPPED pyreadstat_reads_what_is_written: pyreadstat is not installed (DH_PYTHON names a python that has it)"
        );
    }
}

#[test]
fn a_formula_in_an_answer_is_none_in_the_file() {
    let workspace = Workspace::field();
    workspace.write("children.csv", &ODK_MAIN.replace("\"walks, to the library\"", "=HYPERLINK(1)"));
    assert_eq!(workspace.import("children.csv", &[]).code, 0);
    let records = workspace.records();
    assert!(records.contains(",'=HYPERLINK(1),") && records.contains(",-1.29 36.82 0 15,"), "{records}");
}
