//! What the programs of fieldwork hand back.

use insta::assert_snapshot;

use crate::common::field::{LONG_HOUSEHOLD, LONG_MAIN, ODK_HOUSEHOLD, ODK_MAIN, SUBMISSION, refusal, zipped};
use crate::common::{Workspace, repository};

fn odk() -> Workspace {
    let workspace = Workspace::field();
    workspace.bytes(
        "central.zip",
        &zipped(&[("children.csv", ODK_MAIN), ("children-household.csv", ODK_HOUSEHOLD), ("media/", "")]),
    );
    workspace
}

#[test]
fn an_export_of_odk_central_comes_in_with_its_states_and_its_roster() {
    let workspace = odk();
    let run = workspace.import("central.zip", &[]);
    assert_snapshot!(run.all(), @"
    XEX/survey/children

    file         imported  here already  erased before  off route  to look at
    ───────────  ────────  ────────────  ─────────────  ─────────  ──────────
    central.zip         3             0              0          0           0

    * central.zip: read as odk; 17 columns of the program's own are left out
    * central.zip: row 5 is not imported: it was rejected in review (uuid:a4)
    * central.zip: row 6 is not imported: it was not decrypted (uuid:a5)
    * central.zip: 2 rows of the roster 'household' imported, 0 here already
    * audit head 214643dda1df (2 entries)
    --- stderr ---

    --- exit 0 ---
    ");
    assert_snapshot!(workspace.records(), @r#"
    record_id,interview_date,assent,age,online,hours,minutes,devices,first_day,begun,place,remark,household_size,children_at_home
    uuid:a1,2024-03-01,yes,13,yes,2.5,150,phone tablet,2020-05-01,10:05,-1.29 36.82 0 15,"walks, to the library",2,1
    uuid:a2,2024-03-01,yes,dont_know,prefer_not,skipped_by_route,skipped_by_route,skipped_by_route,dont_know,11:05,-1.3 36.8,,0,0
    uuid:a3,2024-03-01,no,skipped_by_route,skipped_by_route,skipped_by_route,skipped_by_route,skipped_by_route,skipped_by_route,skipped_by_route,skipped_by_route,skipped_by_route,skipped_by_route,skipped_by_route
    "#);
}

#[test]
fn importing_twice_adds_nothing_whoever_wrote_the_file() {
    let workspace = odk();
    assert_eq!(workspace.import("central.zip", &[]).code, 0);
    let rows = workspace.import("central.zip", &["--json"]).rows();
    assert_eq!((&rows[0]["imported"], &rows[0]["duplicates"]), (&0.into(), &3.into()), "{rows:?}");
    // The same records without group names, from a folder.
    let plain = ODK_MAIN.replace("you-place-", "place-").replace("you-", "").replace("home-", "");
    workspace.write("folder/children.csv", &plain).write("folder/children-household.csv", ODK_HOUSEHOLD);
    let rows = workspace.import("folder", &["--json"]).rows();
    assert_eq!((&rows[0]["imported"], &rows[0]["duplicates"]), (&0.into(), &3.into()), "{rows:?}");
    assert_eq!(rows[0]["rejected"], 2);
}

#[test]
fn submissions_are_the_same_records_as_the_export_of_them() {
    let workspace = odk();
    workspace.write("submissions/a1/submission.xml", SUBMISSION);
    workspace.write("submissions/a3.xml", &refusal("uuid:a3"));
    let rows = workspace.import("submissions", &["--json"]).rows();
    assert_eq!((&rows[0]["imported"], &rows[0]["disagreements"]), (&2.into(), &0.into()), "{rows:?}");
    assert_eq!(rows[0]["rosters"][0]["imported"], 2, "{rows:?}");
    let held = workspace.records();
    let rows = workspace.import("central.zip", &["--json"]).rows();
    assert_eq!((&rows[0]["imported"], &rows[0]["duplicates"]), (&1.into(), &2.into()), "{rows:?}");
    assert_eq!(rows[0]["rosters"][0]["duplicates"], 2, "{rows:?}");
    let first = |text: &str| text.lines().find(|l| l.starts_with("uuid:a1")).map(String::from);
    assert_eq!(first(&held), first(&workspace.records()));
    // One alone, and all in an archive.
    let one = Workspace::field();
    one.write("one.xml", SUBMISSION);
    one.bytes("all.zip", &zipped(&[("a/1.xml", SUBMISSION), ("a/3.xml", &refusal("uuid:a3"))]));
    assert_eq!(one.import("one.xml", &["--json"]).rows()[0]["imported"], 1);
    let rows = one.import("all.zip", &["--json"]).rows();
    assert_eq!((&rows[0]["imported"], &rows[0]["duplicates"]), (&1.into(), &1.into()), "{rows:?}");
}

#[test]
fn an_answer_the_route_does_not_reach_and_one_that_it_misses_are_told() {
    let workspace = Workspace::field();
    let text = ODK_MAIN
        // Asked and empty; not asked and answered; another sum.
        .replace(",yes,2.5,,150,", ",yes,,,,")
        .replace(",prefer_not,,,,,0,0", ",prefer_not,3,,180,,0,0");
    workspace.write("children.csv", &text);
    let rows = workspace.import("children.csv", &["--as", "odk", "--json"]).rows();
    assert_eq!(rows[0]["disagreements"], 2, "an answer off the route and a sum: {rows:?}");
    assert_snapshot!(workspace.records(), @r#"
    record_id,interview_date,assent,age,online,hours,minutes,devices,first_day,begun,place,remark,household_size,children_at_home
    uuid:a1,2024-03-01,yes,13,yes,,,phone tablet,2020-05-01,10:05,-1.29 36.82 0 15,"walks, to the library",2,1
    uuid:a2,2024-03-01,yes,dont_know,prefer_not,skipped_by_route,skipped_by_route,skipped_by_route,dont_know,11:05,-1.3 36.8,,0,0
    uuid:a3,2024-03-01,no,skipped_by_route,skipped_by_route,skipped_by_route,skipped_by_route,skipped_by_route,skipped_by_route,skipped_by_route,skipped_by_route,skipped_by_route,skipped_by_route,skipped_by_route
    "#);
}

#[test]
fn a_record_whose_consent_is_withdrawn_takes_its_roster_with_it() {
    let workspace = odk();
    assert_eq!(workspace.import("central.zip", &[]).code, 0);
    let erase = ["store", "erase", "XEX/children", "uuid:a1", "--because", "consent withdrawn"];
    assert_eq!(workspace.run(&erase).code, 0);
    let rows = workspace.run(&["store", "--json"]).rows();
    let held: Vec<(String, u64)> = rows
        .iter()
        .map(|r| (r["address"].as_str().unwrap_or_default().to_string(), r["records"].as_u64().unwrap_or(9)))
        .collect();
    assert_eq!(held, [("XEX/survey/children".to_string(), 2), ("XEX/survey/children/household".into(), 0)]);
    // Neither comes back, whatever else the next export holds.
    workspace.bytes(
        "later.zip",
        &zipped(&[
            ("children.csv", ODK_MAIN),
            ("children-household.csv", &format!("{ODK_HOUSEHOLD}9,,,uuid:a1,uuid:a1/home/household[3]\n")),
        ]),
    );
    let rows = workspace.import("later.zip", &["--json"]).rows();
    assert_eq!((&rows[0]["imported"], &rows[0]["erased_before"]), (&0.into(), &1.into()), "{rows:?}");
    assert_eq!(rows[0]["rosters"][0]["imported"], 0, "{rows:?}");
    assert_eq!(workspace.run(&["store", "verify"]).code, 0);
}

const KOBO: &str = "\
\"start\";\"end\";\"interview_date\";\"May we begin?\";\"How old are you?\";\"age_state\";\"Do you use the internet?\";\"How many hours a day?\";\"What do you use?\";\"What do you use?/A phone\";\"What do you use?/A tablet\";\"What do you use?/None of these\";\"What time is it?\";\"Where are we?\";\"_Where are we?_latitude\";\"household_size\";\"__version__\";\"_id\";\"_uuid\";\"_submission_time\";\"_validation_status\";\"_index\"
\"2024-03-01T09:58:00.000+03:00\";\"x\";\"2024-03-01\";\"Yes\";\"13\";\"\";\"Yes\";\"2.5\";\"A phone A tablet\";\"1\";\"1\";\"0\";\"10:05:00.000+03:00\";\"-1.29 36.82 0 15\";\"-1.29\";\"0\";\"vA\";\"7\";\"b1\";\"2024-03-02T08:00:00\";\"\";\"1\"
\"2024-03-01T11:58:00.000+03:00\";\"x\";\"2024-03-01\";\"Yes\";\"\";\"Don't know\";\"Prefer not to say\";\"\";\"\";\"\";\"\";\"\";\"11:05:00.000+03:00\";\"\";\"\";\"0\";\"vA\";\"8\";\"b2\";\"2024-03-02T08:00:00\";\"Approved\";\"2\"
\"2024-03-01T12:58:00.000+03:00\";\"x\";\"2024-03-01\";\"Yes\";\"14\";\"\";\"No\";\"\";\"\";\"\";\"\";\"\";\"12:05:00.000+03:00\";\"\";\"\";\"0\";\"vA\";\"9\";\"b3\";\"2024-03-02T08:00:00\";\"Not approved\";\"3\"
";

#[test]
fn kobo_writes_labels_where_ids_are_meant() {
    let workspace = Workspace::field();
    workspace.write("kobo.csv", KOBO);
    assert_snapshot!(workspace.import("kobo.csv", &[]).all(), @"
    XEX/survey/children

    file      imported  here already  erased before  off route  to look at
    ────────  ────────  ────────────  ─────────────  ─────────  ──────────
    kobo.csv         2             0              0          0           0

    * kobo.csv: read as kobo; 9 columns of the program's own are left out
    * kobo.csv: says no version of the form; replayed against what the scripts ask today
    * kobo.csv: row 4 is not imported: it was not approved in review (b3)
    * kobo.csv: no column for first_day, remark: not in this version
    * kobo.csv: no rows of the roster 'household' are in this file
    * audit head 5ae9a38a323b (2 entries)
    --- stderr ---

    --- exit 0 ---
    ");
    assert_snapshot!(workspace.records(), @"
    record_id,interview_date,assent,age,online,hours,minutes,devices,first_day,begun,place,remark,household_size,children_at_home
    uuid:b1,2024-03-01,yes,13,yes,2.5,150,phone tablet,not_in_version,10:05,-1.29 36.82 0 15,not_in_version,0,not_in_version
    uuid:b2,2024-03-01,yes,dont_know,prefer_not,skipped_by_route,skipped_by_route,skipped_by_route,not_in_version,11:05,,not_in_version,0,not_in_version
    ");
}

#[test]
fn kobo_writes_workbooks_with_a_sheet_a_roster() {
    let workspace = Workspace::field();
    let mut book = rust_xlsxwriter::Workbook::new();
    let sheets: [(&str, &[&[&str]]); 2] = [
        (
            "children",
            &[
                &[
                    "interview_date",
                    "you/assent",
                    "you/age",
                    "you/online",
                    "you/devices/phone",
                    "home/household_size",
                    "_uuid",
                    "_index",
                ],
                &["2024-03-01", "yes", "13", "yes", "1", "1", "b1", "1"],
                &["2024-03-01", "yes", "14", "no", "", "0", "b2", "2"],
            ],
        ),
        (
            "household",
            &[
                &[
                    "home/household/member_age",
                    "home/household/member_online",
                    "_index",
                    "_parent_index",
                    "_submission__uuid",
                ],
                &["40", "no", "1", "1", "b1"],
            ],
        ),
    ];
    for (name, rows) in sheets {
        let sheet = book.add_worksheet();
        sheet.set_name(name).expect("a name");
        for (r, cells) in rows.iter().enumerate() {
            for (c, cell) in cells.iter().enumerate() {
                match cell.parse::<f64>() {
                    Ok(n) => sheet.write_number(r as u32, c as u16, n),
                    Err(_) => sheet.write_string(r as u32, c as u16, *cell),
                }
                .expect("a cell");
            }
        }
    }
    workspace.bytes("kobo.xlsx", &book.save_to_buffer().expect("a workbook"));
    let run = workspace.import("kobo.xlsx", &["--json"]);
    assert_eq!(run.code, 0, "{}", run.all());
    let row = &run.rows()[0];
    assert_eq!(
        (&row["imported"], &row["platform"], &row["rosters"][0]["imported"]),
        (&2.into(), &"kobo".into(), &1.into())
    );
    assert_snapshot!(workspace.records(), @"
    record_id,interview_date,assent,age,online,hours,minutes,devices,first_day,begun,place,remark,household_size,children_at_home
    uuid:b1,2024-03-01,yes,13,yes,not_in_version,not_in_version,phone,not_in_version,not_in_version,not_in_version,not_in_version,1,not_in_version
    uuid:b2,2024-03-01,yes,14,no,not_in_version,not_in_version,skipped_by_route,not_in_version,not_in_version,not_in_version,not_in_version,0,not_in_version
    ");
}

#[test]
fn surveycto_puts_the_rows_of_a_roster_beside_each_other() {
    let workspace = Workspace::field();
    workspace.write(
        "wide.csv",
        "SubmissionDate,starttime,endtime,deviceid,username,duration,caseid,assent,age,age_state,online,hours,devices,devices_phone,devices_tablet,household_size,household_count,member_age_1,member_age_state_1,member_online_1,member_age_2,member_age_state_2,member_online_2,instanceID,formdef_version,review_status,KEY\n\
         \"Mar 2, 2024 8:00:00 AM\",\"Mar 1, 2024 9:58:00 AM\",x,d,u,10,,yes,13,,yes,2.5,phone tablet,1,1,2,2,13,,yes,,dont_know,,uuid:c1,,APPROVED,uuid:c1\n\
         \"Mar 2, 2024 8:00:00 AM\",\"Mar 1, 2024 9:59:00 AM\",x,d,u,10,,yes,15,,no,,,0,0,0,0,,,,,,,uuid:c2,,,uuid:c2\n",
    );
    assert_snapshot!(workspace.import("wide.csv", &[]).all(), @"
    XEX/survey/children

    file      imported  here already  erased before  off route  to look at
    ────────  ────────  ────────────  ─────────────  ─────────  ──────────
    wide.csv         2             0              0          0           0

    * wide.csv: read as surveycto; 12 columns of the program's own are left out
    * wide.csv: the day of each interview is that of 'starttime'
    * wide.csv: no column for first_day, begun, place, remark: not in this version
    * wide.csv: 2 rows of the roster 'household' imported, 0 here already
    * audit head d50fe7c4e6cf (2 entries)
    --- stderr ---

    --- exit 0 ---
    ");
    assert_snapshot!(workspace.records(), @"
    record_id,interview_date,assent,age,online,hours,minutes,devices,first_day,begun,place,remark,household_size,children_at_home
    uuid:c1,2024-03-01,yes,13,yes,2.5,150,phone tablet,not_in_version,not_in_version,not_in_version,not_in_version,2,not_in_version
    uuid:c2,2024-03-01,yes,15,no,skipped_by_route,skipped_by_route,skipped_by_route,not_in_version,not_in_version,not_in_version,not_in_version,0,not_in_version
    ");
}

#[test]
fn surveycto_puts_the_rows_of_a_roster_into_a_file_of_their_own() {
    let workspace = Workspace::field();
    workspace.write("long/children.csv", LONG_MAIN).write("long/children-household.csv", LONG_HOUSEHOLD);
    assert_snapshot!(workspace.import("long", &[]).all(), @"
    XEX/survey/children

    file  imported  here already  erased before  off route  to look at
    ────  ────────  ────────────  ─────────────  ─────────  ──────────
    long         4             0              0          0           0

    * long: read as surveycto; 13 columns of the program's own are left out
    * long: the day of each interview is that of 'starttime'
    * long: no column for first_day, begun, place, remark: not in this version
    * long: 7 rows of the roster 'household' imported, 0 here already
    * audit head a59f6f9decab (2 entries)
    --- stderr ---

    --- exit 0 ---
    ");
    assert_snapshot!(workspace.records(), @"
    record_id,interview_date,assent,age,online,hours,minutes,devices,first_day,begun,place,remark,household_size,children_at_home
    uuid:c1,2024-03-01,yes,13,yes,2.5,150,phone tablet,not_in_version,not_in_version,not_in_version,not_in_version,3,not_in_version
    uuid:c2,2024-03-01,yes,15,yes,1,60,phone,not_in_version,not_in_version,not_in_version,not_in_version,1,not_in_version
    uuid:c3,2024-03-01,yes,15,yes,1,60,phone,not_in_version,not_in_version,not_in_version,not_in_version,2,not_in_version
    uuid:c4,2024-03-01,yes,15,no,skipped_by_route,skipped_by_route,skipped_by_route,not_in_version,not_in_version,not_in_version,not_in_version,1,not_in_version
    ");
    // In an archive they are the same records; a row of nobody is refused.
    let parts = [("children.csv", LONG_MAIN), ("children-household.csv", LONG_HOUSEHOLD)];
    workspace.bytes("long.zip", &zipped(&parts));
    let rows = workspace.import("long.zip", &["--json"]).rows();
    assert_eq!((&rows[0]["imported"], &rows[0]["duplicates"]), (&0.into(), &4.into()), "{rows:?}");
    assert_eq!(rows[0]["rosters"][0]["duplicates"], 7, "{rows:?}");
    let lost = LONG_HOUSEHOLD.replace("uuid:c2", "uuid:c9");
    workspace.write("lost/children.csv", LONG_MAIN).write("lost/children-household.csv", &lost);
    assert_snapshot!(workspace.import("lost", &[]).all(), @"
    --- stderr ---
    lost/children-household.csv:6: error: a row of the roster 'household' belongs to no record of the file
      = the table of records may be cut off, or of another day; nothing was imported
    --- exit 2 ---
    ");
}

#[test]
fn a_code_is_a_state_only_where_a_script_says_so() {
    let workspace = Workspace::field();
    let text = ODK_MAIN.replace(",13,,yes,2.5,,150,", ",-999,,yes,-99.0,,-5940,");
    workspace.write("children.csv", &text);
    let before = workspace.import("children.csv", &[]);
    assert_snapshot!(before.all(), @r#"
    --- stderr ---
    children.csv:2: error: 'age' has 1 number outside its range (0 to 99): line 2
      = a code for a missing answer, such as -99, is written as a word here: dont_know, prefer_not
      = or the script says what it stands for: missing_codes = { ["-99"] = "dont_know" }
      = a number that is wrong is put right in the file, or left empty; nothing was imported

    children.csv:2: error: 'hours' has 1 number that looks like a code for a missing answer: line 2
      = a code for a missing answer, such as -99, is written as a word here: dont_know
      = or the script says what it stands for: missing_codes = { ["-99"] = "dont_know" }
      = where it is a real number, give the question a range that holds it
      = a number that is wrong is put right in the file, or left empty; nothing was imported
    --- exit 2 ---
    "#);
    assert_eq!(workspace.batches(), 0);
    workspace.replace(
        "countries/exampleland/init.lua",
        "  languages = { \"en\" },\n",
        "  languages = { \"en\" },\n  missing_codes = { [\"-999\"] = \"prefer_not\", [\"-99\"] = \"dont_know\" },\n",
    );
    let run = workspace.import("children.csv", &[]);
    assert_eq!(run.code, 0, "{}", run.all());
    let held = workspace.records();
    assert!(
        held.contains("uuid:a1,2024-03-01,yes,prefer_not,yes,dont_know,dont_know,phone tablet"),
        "{held}"
    );
    // What is an answer too is no code.
    workspace.replace("countries/exampleland/init.lua", "[\"-99\"]", "[\"88\"]");
    assert_snapshot!(workspace.import("children.csv", &[]).stderr, @"
    methodology/init.lua:25: error: 88 stands for 'dont_know', and is an answer that 'age' accepts (0 to 99)
      = 88 in a cell could be either: take another code, or narrow the range
    ");
    workspace.replace("countries/exampleland/init.lua", "\"prefer_not\", [\"88\"]", "\"refused\", [\" 88\"]");
    assert_snapshot!(workspace.run(&["check"]).stdout, @"
    5 files, 1 activity, 1 instrument with 15 items, 2 indicators, 1 country, 1 published figure: 2
    errors.
    ");
}

/// Codes with labels, user-missing values and `.d`: files that pyreadstat wrote.
#[test]
fn stata_and_spss_keep_why_an_answer_is_missing() {
    let mut all = Vec::new();
    for file in ["three.dta", "three.sav", "three.zsav", "three_rows.sav"] {
        let workspace = Workspace::field();
        let bytes = std::fs::read(repository().join("tests/data/field").join(file)).expect("a file");
        workspace.bytes(file, &bytes);
        let run = workspace.import(file, &[]);
        assert_eq!(run.code, 0, "{file}: {}", run.all());
        all.push(workspace.records());
    }
    assert_snapshot!(all[0].replace(&"x".repeat(300), "(300 x)"), @"
    record_id,interview_date,assent,age,online,hours,minutes,devices,first_day,begun,place,remark,household_size,children_at_home
    R1,2024-03-01,not_in_version,12,yes,2.5,150,phone,not_in_version,not_in_version,not_in_version,walks to the library,not_in_version,not_in_version
    R2,2024-03-02,not_in_version,dont_know,no,skipped_by_route,skipped_by_route,skipped_by_route,not_in_version,not_in_version,not_in_version,,not_in_version,not_in_version
    R3,2024-03-02,not_in_version,15,prefer_not,skipped_by_route,skipped_by_route,skipped_by_route,not_in_version,not_in_version,not_in_version,(300 x),not_in_version,not_in_version
    ");
    assert!(all.iter().all(|held| *held == all[0]), "{all:#?}");
}

#[test]
fn what_is_no_file_of_the_program_that_is_named_is_told() {
    let workspace = odk();
    let said: Vec<String> = ["stata", "kobo", "spss", "odc"]
        .iter()
        .map(|as_| workspace.import("central.zip", &["--as", as_]).stderr)
        .collect();
    assert_snapshot!(said.join("\n"), @"
    central.zip: error: this is no file of stata
      = leave --as out, and what it is is told by its content
      = nothing was imported


    central.zip: error: this is no file of kobo
      = leave --as out, and what it is is told by its content
      = nothing was imported


    central.zip: error: this is no file of spss
      = leave --as out, and what it is is told by its content
      = nothing was imported


    error: 'odc' is no program whose files are read
      = did you mean 'odk'?
      = valid here: plain, odk, kobo, surveycto, stata, spss
    ");
}

/// What went out is kept; what comes back is read against it.
#[test]
fn records_are_replayed_against_the_form_that_asked_them() {
    let workspace = Workspace::field();
    // A form knows no calculation of rows without its count, so it is simple.
    let exported =
        workspace.run(&["export", "XEX/children", "--format", "xlsform", "-o", "form.xlsx", "--json"]);
    assert_eq!(exported.code, 0, "{}", exported.all());
    let version = exported.rows()[0]["version"].as_str().expect("a version").to_string();
    // Since then: hours are asked of everybody, and a question is new.
    workspace.replace("methodology/init.lua", "ask_if = \"online == yes\", allow = { \"dont_know\" },\n        },\n        calculation", "allow = { \"dont_know\" },\n        },\n        integer \"shoes\" \"How many pairs of shoes?\" { class = \"adaptable\" },\n        calculation");
    // A form of ours asks for an answer wherever it asks.
    let full = ODK_MAIN.replace("-1.3,36.8,,,,0,0,0", "-1.3,36.8,,,nothing,0,0,0");
    let answered = full.replace("collect:1,0,\n", &format!("collect:1,0,{version}\n"));
    workspace.write("children.csv", &answered);
    let run = workspace.import("children.csv", &["--json"]);
    assert_eq!(run.code, 0, "{}", run.all());
    assert_eq!(
        (&run.rows()[0]["imported"], &run.rows()[0]["disagreements"]),
        (&3.into(), &0.into()),
        "{}",
        run.all()
    );
    let held = workspace.records();
    assert!(held.contains("uuid:a2,2024-03-01,yes,dont_know,prefer_not,skipped_by_route,"), "{held}");
    // Read against today's form the same answers would miss one.
    let today = workspace.run(&[
        "export",
        "XEX/children",
        "--format",
        "xlsform",
        "-o",
        "now.xlsx",
        "--json",
        "--new-version",
    ]);
    let now = today.rows()[0]["version"].as_str().expect("a version").to_string();
    assert_ne!(now[..16], version[..16]);
    let other = Workspace::field();
    other.write("methodology/init.lua", &workspace.read("methodology/init.lua"));
    other.write("children.csv", &answered.replace(&version, &now));
    let rows = other.import("children.csv", &["--json"]).rows();
    assert_eq!(rows[0]["disagreements"], 1, "hours of uuid:a2: {rows:?}");
    // Both in one file: a batch each.
    let mut lines: Vec<String> = answered.lines().map(String::from).collect();
    lines[2] = lines[2]
        .replace(&version, &now)
        .replace("uuid:a2", "uuid:n2")
        .replace(",prefer_not,,,,,0", ",prefer_not,4,,240,,0");
    lines.truncate(3);
    workspace.write("both.csv", &(lines.join("\n") + "\n"));
    let rows = workspace.import("both.csv", &["--json"]).rows();
    assert_eq!((&rows[0]["imported"], &rows[0]["duplicates"]), (&1.into(), &1.into()), "{rows:?}");
    // A file that was kept and touched is no witness.
    let kept = std::fs::read_dir(workspace.path().join("countries/exampleland/forms")).expect("forms");
    for entry in kept {
        let path = entry.expect("a file").path();
        let text = std::fs::read_to_string(&path).expect("text");
        std::fs::write(&path, text.replace("online == yes", "online == no")).expect("a file");
    }
    let run = workspace.import("children.csv", &[]);
    assert!(run.code == 2 && run.stderr.contains("it was changed since it went out"), "{}", run.all());
}
