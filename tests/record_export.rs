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

    file      two.csv
    codebook  two.codebook.csv
    records   3
    fields    age, online
    permit    two, to The statistics office (partner)
    for       weights
    until     2026-12-31

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
        household_size, member_age, member_online, children_at_home, record_id, interview_date, stratum,
        psu, weight, region, interviewer
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

#[test]
fn beside_a_csv_stands_what_every_column_means() {
    let workspace = held(&[]);
    assert_eq!(export(&workspace, "all", "held.csv").code, 0);
    assert_snapshot!(workspace.read("held.codebook.csv"), @"
    variable,label,kind,options,states,source_question,form_version
    record_id,id of the record,record,,,,df4d7f8318da
    interview_date,date of the record,record,,,,df4d7f8318da
    assent,May we begin?,select_one,yes=Yes; no=No,,assent,df4d7f8318da
    age,How old are you?,integer,,dont_know=don't know; skipped_by_route=skipped by route,age,df4d7f8318da
    online,Do you use the internet?,select_one,yes=Yes; no=No,prefer_not=prefer not to say; skipped_by_route=skipped by route,online,df4d7f8318da
    hours,How many hours a day?,decimal,,skipped_by_route=skipped by route,hours,df4d7f8318da
    minutes,Minutes a day,calculation,,skipped_by_route=skipped by route,minutes,df4d7f8318da
    devices,What do you use?,select_multiple,phone=A phone; tablet=A tablet; none=None of these,skipped_by_route=skipped by route,devices,df4d7f8318da
    first_day,When did you first go online?,date,,dont_know=don't know; skipped_by_route=skipped by route,first_day,df4d7f8318da
    begun,What time is it?,time,,skipped_by_route=skipped by route,begun,df4d7f8318da
    place,Where are we?,geopoint,,skipped_by_route=skipped by route,place,df4d7f8318da
    remark,Anything to add?,text,,skipped_by_route=skipped by route; (empty)=unanswered,remark,df4d7f8318da
    household_size,How many people live here?,integer,,skipped_by_route=skipped by route,household_size,df4d7f8318da
    children_at_home,Children,calculation,,skipped_by_route=skipped by route,children_at_home,df4d7f8318da
    ");
    // A codebook that is there is not replaced either, and then nothing leaves.
    workspace.write("other.codebook.csv", "mine");
    assert_eq!(export(&workspace, "all", "other.csv").code, 2);
    assert!(!workspace.path().join("other.csv").exists());
    // Other files hold theirs.
    assert_eq!(export(&workspace, "all", "held.dta").code, 0);
    assert!(!workspace.path().join("held.codebook.dta").exists());
}

#[test]
fn rows_of_a_roster_leave_in_a_file_of_their_own() {
    let workspace = held(&["--simulated"]);
    let rows = |file: &str| {
        workspace.run(&[
            "export",
            "XEX/children/household",
            "--format",
            "records",
            "--permit",
            "all",
            "-o",
            file,
        ])
    };
    assert_snapshot!(rows("none.csv").stderr, @"
    countries/exampleland/init.lua:12: refused: the permit 'all' lets no field of the roster 'household' leave
      = nothing was written
    ");
    permit(&workspace, "fields = {", "fields = { \"member_age\", \"member_online\",");
    assert_snapshot!(rows("rows.csv").all(), @"
    XEX/survey/children/household

    file      rows.csv
    codebook  rows.codebook.csv
    rows      2
    fields    member_age, member_online, parent_record
    permit    all, to The institute (workroom)
    for       looking at what came in
    until     2026-12-31

    * SIMULATED: made up by a program; says nothing about any child or country
    * audit head 54b8fa9d6dca (3 entries)
    --- stderr ---

    --- exit 0 ---
    ");
    assert_snapshot!(workspace.read("rows.csv"), @"
    member_age,member_online,parent_record,simulated
    13,yes,uuid:a1,SIMULATED
    dont_know,skipped_by_route,uuid:a1,SIMULATED
    ");
    assert_snapshot!(workspace.read("rows.codebook.csv"), @"
    variable,label,kind,options,states,source_question,form_version
    member_age,How old?,integer,,dont_know=don't know,member_age,df4d7f8318da
    member_online,Online?,select_one,yes=Yes; no=No,skipped_by_route=skipped by route,member_online,df4d7f8318da
    parent_record,record that the row belongs to,record,,,,df4d7f8318da
    simulated,SIMULATED: made up by a program; says nothing about any child or country,record,,,,df4d7f8318da
    ");
    // The records' own file is as before.
    assert_eq!(export(&workspace, "all", "held.csv").code, 0);
    assert!(!workspace.read("held.csv").contains("member_age"));
    // What an audit log says of it, it says of the roster.
    let log = workspace.run(&["audit", "--json"]).rows();
    let instruments: Vec<&serde_json::Value> =
        log.iter().filter(|e| e["what"] == "export").map(|e| &e["detail"]["instrument"]).collect();
    assert_eq!(instruments, ["survey/children/household", "survey/children"]);
    // A record that is in no number takes its rows along.
    let drop = ["decide", "XEX/children", "--record", "uuid:a1", "--drop", "--because", "a trial"];
    assert_eq!(workspace.run(&drop).code, 0);
    assert_eq!(rows("later.csv").code, 2);
}
