//! `dh export` and `dh import` of data requests: the workbook out and back.

use std::path::Path;
use std::process::Command;

use insta::assert_snapshot;

use crate::common::Workspace;
use crate::common::book::{Book, Put};
use crate::common::police::{filled, held, import, masked, workspace};

#[test]
fn a_form_goes_out_and_its_counts_come_back() {
    let workspace = workspace();
    let out = workspace.run(&["export", "XEX/police_data", "--years", "2022-2023", "-o", "form.xlsx"]);
    assert_snapshot!(masked(&out.all()), @"
    Police statistics in Exampleland

    address   XEX/offence_data/police_data
    file      form.xlsx
    asked of  The national police
    years     2022-2023
    series    reported (24 counts), referrals (2 counts)
    form      standard 1, [hash]
    plan      [hash]

    * what comes back: dh import XEX/offence_data/police_data FILE.xlsx
    * the form is kept as countries/exampleland/returns/forms/[hash].json
    --- stderr ---

    --- exit 0 ---
    ");
    assert_snapshot!(import(&workspace, &filled(&workspace)).all(), @"
    XEX/offence_data/police_data

    file       imported  here already  revision  changed
    ─────────  ────────  ────────────  ────────  ───────
    back.xlsx        26             0         1        0

    * wrote countries/exampleland/returns/police_data.csv and
      countries/exampleland/returns/police_data_metadata.csv
    --- stderr ---

    --- exit 0 ---
    ");
    assert_snapshot!(masked(&workspace.read("countries/exampleland/returns/police_data.csv")), @"
    series,period,age,sex,value,state,as_of,revision,received,source
    reported,2022,0-11,F,3,,2024-02-15,1,2026-03-01T09:30:00Z,The national police; back.xlsx; sha256 [hash]
    reported,2022,0-11,M,2,,2024-02-15,1,2026-03-01T09:30:00Z,The national police; back.xlsx; sha256 [hash]
    reported,2022,0-11,,5,,2024-02-15,1,2026-03-01T09:30:00Z,The national police; back.xlsx; sha256 [hash]
    reported,2022,12-17,F,10,,2024-02-15,1,2026-03-01T09:30:00Z,The national police; back.xlsx; sha256 [hash]
    reported,2022,12-17,M,4,,2024-02-15,1,2026-03-01T09:30:00Z,The national police; back.xlsx; sha256 [hash]
    reported,2022,12-17,,14,,2024-02-15,1,2026-03-01T09:30:00Z,The national police; back.xlsx; sha256 [hash]
    reported,2022,unknown_age,F,0,,2024-02-15,1,2026-03-01T09:30:00Z,The national police; back.xlsx; sha256 [hash]
    reported,2022,unknown_age,M,0,,2024-02-15,1,2026-03-01T09:30:00Z,The national police; back.xlsx; sha256 [hash]
    reported,2022,unknown_age,,0,,2024-02-15,1,2026-03-01T09:30:00Z,The national police; back.xlsx; sha256 [hash]
    reported,2022,,F,13,,2024-02-15,1,2026-03-01T09:30:00Z,The national police; back.xlsx; sha256 [hash]
    reported,2022,,M,6,,2024-02-15,1,2026-03-01T09:30:00Z,The national police; back.xlsx; sha256 [hash]
    reported,2022,,,19,,2024-02-15,1,2026-03-01T09:30:00Z,The national police; back.xlsx; sha256 [hash]
    reported,2023,0-11,F,4,,2024-02-15,1,2026-03-01T09:30:00Z,The national police; back.xlsx; sha256 [hash]
    reported,2023,0-11,M,1,,2024-02-15,1,2026-03-01T09:30:00Z,The national police; back.xlsx; sha256 [hash]
    reported,2023,0-11,,5,,2024-02-15,1,2026-03-01T09:30:00Z,The national police; back.xlsx; sha256 [hash]
    reported,2023,12-17,F,12,,2024-02-15,1,2026-03-01T09:30:00Z,The national police; back.xlsx; sha256 [hash]
    reported,2023,12-17,M,8,,2024-02-15,1,2026-03-01T09:30:00Z,The national police; back.xlsx; sha256 [hash]
    reported,2023,12-17,,20,,2024-02-15,1,2026-03-01T09:30:00Z,The national police; back.xlsx; sha256 [hash]
    reported,2023,unknown_age,F,1,,2024-02-15,1,2026-03-01T09:30:00Z,The national police; back.xlsx; sha256 [hash]
    reported,2023,unknown_age,M,0,,2024-02-15,1,2026-03-01T09:30:00Z,The national police; back.xlsx; sha256 [hash]
    reported,2023,unknown_age,,1,,2024-02-15,1,2026-03-01T09:30:00Z,The national police; back.xlsx; sha256 [hash]
    reported,2023,,F,17,,2024-02-15,1,2026-03-01T09:30:00Z,The national police; back.xlsx; sha256 [hash]
    reported,2023,,M,9,,2024-02-15,1,2026-03-01T09:30:00Z,The national police; back.xlsx; sha256 [hash]
    reported,2023,,,26,,2024-02-15,1,2026-03-01T09:30:00Z,The national police; back.xlsx; sha256 [hash]
    referrals,2022,,,7,,2024-03-01,1,2026-03-01T09:30:00Z,Police; back.xlsx; sha256 [hash]
    referrals,2023,,,,not_available,2024-03-01,1,2026-03-01T09:30:00Z,Police; back.xlsx; sha256 [hash]
    ");
    assert_snapshot!(masked(&workspace.read("countries/exampleland/returns/police_data_metadata.csv")), @"
    series,field,value,revision
    ,received,2026-03-01T09:30:00Z,1
    ,provider,The national police,1
    ,file,back.xlsx,1
    ,sha256,[hash],1
    ,form,[hash],1
    ,plan,[hash],1
    ,imported_by,tester,1
    reported,unit_of_count,offence,1
    reported,counting_point,when recorded,1
    reported,child_age_limit,18,1
    reported,breaks,none,1
    reported,as_of,2024-02-15,1
    referrals,unit_of_count,report,1
    referrals,counting_point,unknown,1
    referrals,child_age_limit,unknown,1
    referrals,breaks,unknown,1
    referrals,as_of,2024-03-01,1
    ");
    assert_snapshot!(workspace.run(&["check"]).all(), @"
    8 files, 2 activities, 2 instruments with 5 items, 2 indicators, 1 country, 1 published figure:
    everything holds together.
    --- stderr ---

    --- exit 0 ---
    ");
    assert_snapshot!(workspace.run(&["show", "XEX/police_data"]).all(), @"
    Police statistics: data request in Exampleland

    respondents  The national police
    declared at  methodology/offences.lua:9

    item       kind    class  wording                asked if  here
    ─────────  ──────  ─────  ─────────────────────  ────────  ────
    reported   series  core   Offences reported
    referrals  series  core   Referrals from abroad

    revision  received    file       counts  zeros  without  changed
    ────────  ──────────  ─────────  ──────  ─────  ───────  ───────
           1  2026-03-01  back.xlsx      25      4        1

    * all revisions are held; of each value the newest stands
    --- stderr ---

    --- exit 0 ---
    ");
}

#[test]
fn the_same_file_again_adds_nothing_and_another_is_a_revision() {
    let workspace = workspace();
    let mut book = filled(&workspace);
    assert_eq!(import(&workspace, &book).code, 0);
    let before = workspace.read("countries/exampleland/returns/police_data.csv");
    assert_snapshot!(import(&workspace, &book).all(), @"
    XEX/offence_data/police_data

    file       imported  here already  revision  changed
    ─────────  ────────  ────────────  ────────  ───────
    back.xlsx         0            26         1        0

    * back.xlsx is revision 1, held since 2026-03-01T09:30:00Z: nothing was added
    --- stderr ---

    --- exit 0 ---
    ");
    assert_eq!(workspace.read("countries/exampleland/returns/police_data.csv"), before);
    // Two more girls whose age is unknown, and victims in the place of offences.
    for (cell, count) in [("C12", 2.0), ("C14", 2.0), ("C15", 15.0), ("C17", 21.0)] {
        book.put("reported", cell, &Put::Number(count));
    }
    book.put("Metadata", "C5", &Put::Text("a victim"));
    let run = import(&workspace, &book);
    assert_snapshot!(run.all(), @"
    XEX/offence_data/police_data

    file       imported  here already  revision  changed
    ─────────  ────────  ────────────  ────────  ───────
    back.xlsx        26             0         2        5

    changed                                          was      is
    ───────────────────────────────────────────  ───────  ──────
    reported[period=2022,age=unknown_age,sex=F]        0       2
    reported[period=2022,age=unknown_age]              0       2
    reported[period=2022,sex=F]                       13      15
    reported[period=2022]                             19      21
    reported: unit_of_count                      offence  victim

    * 'reported' is printed in offences, but its provider counts victims: read its values so
    * wrote countries/exampleland/returns/police_data.csv and
      countries/exampleland/returns/police_data_metadata.csv
    --- stderr ---

    --- exit 0 ---
    ");
    let after = workspace.read("countries/exampleland/returns/police_data.csv");
    assert!(after.starts_with(&before), "what was held stays as it was:\n{after}");
    assert_eq!(workspace.run(&["check"]).code, 0);
    assert_snapshot!(workspace.run(&["show", "XEX/police_data"]).all(), @"
    Police statistics: data request in Exampleland

    respondents  The national police
    declared at  methodology/offences.lua:9

    item       kind    class  wording                asked if  here
    ─────────  ──────  ─────  ─────────────────────  ────────  ────
    reported   series  core   Offences reported
    referrals  series  core   Referrals from abroad

    revision  received    file       counts  zeros  without  changed
    ────────  ──────────  ─────────  ──────  ─────  ───────  ───────
           1  2026-03-01  back.xlsx      25      4        1
           2  2026-03-01  back.xlsx      25      2        1        5

    revision  changed                                          was      is
    ────────  ───────────────────────────────────────────  ───────  ──────
           2  reported[period=2022,age=unknown_age,sex=F]        0       2
           2  reported[period=2022,age=unknown_age]              0       2
           2  reported[period=2022,sex=F]                       13      15
           2  reported[period=2022]                             19      21
           2  reported: unit_of_count                      offence  victim

    * all revisions are held; of each value the newest stands
    --- stderr ---

    --- exit 0 ---
    ");
    assert_snapshot!(masked(&workspace.run(&["why", "XEX/series:reported[period=2022]"]).all()), @"
    address     XEX/series:reported[period=2022,revision=2]
    what        Offences reported, 2022
    value       21 offences
    population  victim
    definition  unknown; counted when recorded
    defined at  methodology/offences.lua:22
    period      2022
    source      The national police; back.xlsx; sha256 [hash]
    as of       2024-02-15
    held at     countries/exampleland/returns/police_data.csv:39
    returned    revision 1 of offence_data/police_data, received 2026-03-01, back.xlsx: 19
    returned    revision 2 of offence_data/police_data, received 2026-03-01, back.xlsx: 21
    --- stderr ---

    --- exit 0 ---
    ");
    let rows = workspace.run(&["show", "XEX/police_data", "--json"]).rows();
    let last = rows.last().expect("a row");
    assert_eq!((&last["revision"], &last["changed"][3]["was"]), (&2.into(), &"19".into()), "{last}");
    // The newest stands wherever the series is read.
    assert_snapshot!(workspace.run(&["compare", "series:reported"]).all(), @"
    Offences reported: offences

    country      2022  2023
    ───────────  ────  ────
    Exampleland    21    26

    * not a number of children
    * full counts have no sampling error: no intervals; alphabetical order, no ranking
    --- stderr ---

    --- exit 0 ---
    ");
    let rows = workspace.run(&["why", "XEX/series:reported[period=2022]", "--json"]).rows();
    assert_eq!(rows[0]["value"], 21.0);
}

#[test]
fn json_has_a_row_a_file() {
    let workspace = workspace();
    filled(&workspace).save(&workspace.path().join("a.xlsx"));
    filled(&workspace).save(&workspace.path().join("b.xlsx"));
    let run = workspace.run(&["import", "XEX/police_data", "a.xlsx", "b.xlsx", "--json"]);
    let keys = |row: &serde_json::Value| {
        let get = |k: &str| row[k].to_string();
        ["file", "imported", "duplicates", "rejected", "revision", "state"].map(get).join(" ")
    };
    let rows: Vec<String> = run.rows().iter().map(keys).collect();
    assert_snapshot!(rows.join("\n"), @r#"
    "a.xlsx" 26 0 0 1 "imported"
    "b.xlsx" 0 26 0 1 "nothing new"
    "#);
}

#[test]
fn a_zero_is_a_count_and_an_empty_cell_is_none() {
    let workspace = workspace();
    let mut book = filled(&workspace);
    book.put("referrals", "B6", &Put::Number(0.0));
    assert_eq!(import(&workspace, &book).code, 0);
    let said = |address: &str| {
        let row = workspace.run(&["why", address, "--json"]).rows().remove(0);
        format!("{} {}", row["value"], row["state"])
    };
    assert_snapshot!(said("XEX/series:referrals[period=2022]"), @r#"0.0 "value""#);
    assert_snapshot!(said("XEX/series:referrals[period=2023]"), @r#"null "not available""#);
    book.put("referrals", "B6", &Put::Nothing);
    let run = import(&workspace, &book);
    assert_snapshot!(run.all(), @"
    --- stderr ---
    back.xlsx#referrals!B6: error: there is no count, and not why
      = write 0 where none were recorded; otherwise choose not recorded or not available
      = nothing was stored
    --- exit 2 ---
    ");
}

#[test]
fn no_change_is_worked_out_across_a_break_that_the_provider_states() {
    let workspace = workspace();
    let mut book = filled(&workspace);
    book.put("Metadata", "C8", &Put::Text("2023: a new law; attempts count since"));
    assert_eq!(import(&workspace, &book).code, 0);
    let shown = workspace.run(&["show", "XEX/series:reported"]).stdout;
    let lines = shown.lines().filter(|l| l.starts_with("2023  ") || l.contains("break"));
    assert_snapshot!(lines.collect::<Vec<_>>().join("\n"), @"
    2023     26       –  BREAK: not comparable with the years before
    * break in 2023: a new law; attempts count since
    ");
    assert!(
        workspace
            .run(&["compare", "series:reported"])
            .stdout
            .contains("break in 2023, Exampleland: a new law")
    );
}

#[test]
fn a_form_of_another_request_country_or_workspace_is_refused() {
    let workspace = workspace();
    let good = filled(&workspace);
    let said = |cell: &str, text: &str| {
        let mut book = good.clone();
        book.put("Read me", cell, &Put::Text(text));
        import(&workspace, &book).stderr
    };
    assert_snapshot!(said("B3", "offence_data/courts_data"), @"
    back.xlsx#'Read me'!B3: error: this workbook is of offence_data/courts_data, not of offence_data/police_data
      = import it as XEX/offence_data/courts_data
      = nothing was stored
    ");
    assert_snapshot!(said("B4", "XOT"), @"
    back.xlsx#'Read me'!B4: error: this workbook is of XOT, not of XEX
      = import it as XOT/offence_data/police_data
      = nothing was stored
    ");
    assert_snapshot!(masked(&said("B7", "0123456789abcdef")), @"
    back.xlsx#'Read me'!B7: error: this form is none that this workspace has made
      = the forms that went out are kept in countries/exampleland/returns/forms
      = import it where it was made, or send the form of today: dh export
      = nothing was stored
    ");
    assert_snapshot!(said("A7", "Shape"), @"
    back.xlsx#'Read me'!A7: error: the form's 'Form' is not here any more
      = import the form that dh export made, with its sheets as they were
      = nothing was stored
    ");
    // Rows were put in: one complaint, not one a cell.
    let mut book = good.clone();
    let part = book.part("reported");
    let text = book.text(&part);
    let moved = (6..=17).rev().fold(text, |t, row| {
        let next = row + 1;
        ["A", "B", "C", "D", "E", "F"]
            .iter()
            .fold(t, |t, c| t.replace(&format!("<c r=\"{c}{row}\""), &format!("<c r=\"{c}{next}\"")))
    });
    book.replace(&part, moved);
    assert_snapshot!(import(&workspace, &book).stderr, @r#"
    back.xlsx#reported!A6: error: 16 of the form's own texts, from here to B17, are not where they were; "under 12" stood here
      = rows or columns were added, moved or taken out: copy what was filled in to an empty form
      = nothing was stored
    "#);
    let mut book = good.clone();
    let text = book.text("xl/workbook.xml").replace("name=\"referrals\"", "name=\"foreign\"");
    book.replace("xl/workbook.xml", text);
    assert_snapshot!(import(&workspace, &book).stderr, @"
    back.xlsx#foreign: error: the form has no sheet 'foreign'
      = delete it; what does not stand in the form is not taken in

    back.xlsx: error: the sheet 'referrals' is missing
      = copy what was filled in to an empty form
      = nothing was stored
    ");
    assert_eq!(held(workspace.path()), Vec::<String>::new());
}

#[test]
fn a_form_is_read_as_it_went_out_however_the_scripts_change() {
    let workspace = workspace();
    let book = filled(&workspace);
    workspace.replace(
        "methodology/offences.lua",
        "\"Offences reported\"",
        "\"Offences recorded by the police\"",
    );
    let run = import(&workspace, &book);
    assert_eq!(run.code, 0, "{}", run.all());
    assert!(run.stdout.contains("1        0"), "{}", run.all());
    // A code that is gone cannot be kept any more.
    let workspace = crate::common::police::workspace();
    let book = filled(&workspace);
    workspace.replace("methodology/offences.lua", ", { \"unknown_age\", \"age unknown\" }", "");
    let run = import(&workspace, &book);
    assert_eq!((run.code, held(workspace.path())), (2, Vec::new()), "{}", run.all());
    assert!(run.stderr.contains("'unknown_age' is no code of age"), "{}", run.all());
}

#[test]
fn years_before_a_series_was_counted_are_not_asked_for_nor_taken() {
    let workspace = workspace();
    let ask =
        |years: &str| workspace.run(&["export", "XEX/police_data", "--years", years, "-o", "y.xlsx"]).stderr;
    assert_snapshot!(ask("2012-2016"), @"
    methodology/offences.lua:32: error: 'referrals' is counted since 2015; 2012 is asked for
      = ask for years from 2015 on
    ");
    assert_snapshot!(ask("2024-2020"), @"
    error: 2024 is after 2020
      = write --years 2020-2024
    ");
    assert_snapshot!(ask("2025-2027"), @"
    error: 2027 has not begun: nothing can be counted in it
      = today is 2026-03-01 by the clock of this computer
    ");
    assert_snapshot!(ask("twenty"), @"
    error: 'twenty' are no years
      = write --years 2020-2024, or one year
    ");
    assert!(!workspace.path().join("y.xlsx").exists());
    // Without being told: five years before this one, none before 2015.
    let made = workspace.run(&["export", "XEX/police_data", "-o", "y.xlsx", "--json"]);
    assert_eq!(made.rows()[0]["years"], serde_json::json!([2021, 2022, 2023, 2024, 2025]));
    // A day before the first year; counts of a year that had not begun on it.
    let mut book = filled(&workspace);
    book.put("Metadata", "C9", &Put::Text("2019-12-31"));
    book.put("Metadata", "D9", &Put::Text("2022-06-30"));
    book.put("referrals", "D6", &Put::Number(3.0));
    book.put("referrals", "E6", &Put::Text("recorded"));
    assert_snapshot!(import(&workspace, &book).stderr, @"
    back.xlsx#Metadata!C9: error: 2019-12-31 is before 2022, the first year that is asked for
      = write the day of which the counts are

    back.xlsx#referrals!D6: error: the counts are of 2022-06-30: 2023 had not begun (1 count from here on)
      = write not available beside them, or correct the day on the sheet of metadata
      = nothing was stored
    ");
    book.put("Metadata", "C9", &Put::Text("2031-01-01"));
    book.put("Metadata", "D9", &Put::Text("2024-02-30"));
    assert_snapshot!(import(&workspace, &book).stderr, @r#"
    back.xlsx#Metadata!C9: error: 2031-01-01 lies in the future
      = today is 2026-03-01 by the clock of this computer

    back.xlsx#Metadata!D9: error: "2024-02-30" is no date
      = 'Counts as of': write it as 2025-12-31, or unknown
      = nothing was stored
    "#);
    workspace.write(
        "countries/exampleland/observations.csv",
        "series,period,value,state,as_of,source,note\nreferrals,2014,3,,,https://example.org/a,\n",
    );
    workspace.replace(
        "countries/exampleland/init.lua",
        "languages",
        "observations = \"observations.csv\",\n  languages",
    );
    assert_snapshot!(workspace.run(&["check"]).stderr, @"
    countries/exampleland/observations.csv:2: error: column 'period': 'referrals' is counted since 2015
      2 | referrals,2014,3,,,https://example.org/a,
      = declared at methodology/offences.lua:32
    ");
}

#[test]
fn a_request_has_no_pretest_and_a_questionnaire_no_workbook() {
    let workspace = workspace();
    filled(&workspace).save(&workspace.path().join("back.xlsx"));
    let said = |arguments: &[&str]| workspace.run(arguments).stderr;
    assert_snapshot!(said(&["import", "XEX/police_data", "back.xlsx", "--pretest"]), @"
    error: a data request has no pretest, no training and no simulated counts
      = import the workbook without that option
    ");
    assert_snapshot!(said(&["export", "XEX/children", "--format", "xlsx", "-o", "x.xlsx"]), @"
    error: 'XEX/survey/children' is a questionnaire; workbooks are made of data requests
      = such as KEN/police_data; dh show lists the instruments of every activity
    ");
    assert_snapshot!(said(&["export", "XEX/police_data/reported", "-o", "x.xlsx"]), @"
    error: 'reported' is one series; a workbook holds the whole request
      = write XEX/offence_data/police_data
    ");
    assert_snapshot!(said(&["export", "XEX/police_data", "-o", "x.csv"]), @"
    error: x.csv: a form is a workbook, and its name ends in .xlsx
      = nothing was written
    ");
    assert_snapshot!(said(&["export", "XEX/police_data", "-o", "form.xlsx"]), @"
    error: form.xlsx is there already
      = name another file, or give --force to replace it; nothing was changed
    ");
    workspace.replace("methodology/offences.lua", "request_form \"standard\"", "--[[");
    workspace.write("methodology/offences.lua", &(workspace.read("methodology/offences.lua") + "]]}"));
    assert_snapshot!(said(&["export", "XEX/police_data", "-o", "x.xlsx"]), @r#"
    methodology/offences.lua:9: error: the method does not say how data requests are filled in
      = declare it once: request_form "standard" "Form of data requests" { … }
    "#);
}

#[test]
fn what_is_held_is_checked_like_any_file_beside_scripts() {
    let workspace = workspace();
    assert_eq!(import(&workspace, &filled(&workspace)).code, 0);
    let counts = "countries/exampleland/returns/police_data.csv";
    let stated = "countries/exampleland/returns/police_data_metadata.csv";
    let [good_counts, good_stated] = [counts, stated].map(|f| workspace.read(f));
    workspace.write("countries/exampleland/returns/police_dta.csv", "series\n");
    workspace.replace(counts, "reported,2022,0-11,F,3,", "reported,2022,0-10,F,-3,");
    workspace.replace(stated, "reported,unit_of_count", "reported,unit_of_cout");
    assert_snapshot!(masked(&workspace.run(&["check"]).stderr), @"
    countries/exampleland/returns/police_data.csv:2: error: column 'age': '0-10' is no code of age
      2 | reported,2022,0-10,F,-3,,2024-02-15,1,2026-03-01T09:30:00Z,The national police; back.xlsx; sha256 [hash]
      = did you mean '0-11'?
      = valid here: 0-11, 12-17, unknown_age
      = codes at methodology/offences.lua:14

    countries/exampleland/returns/police_data.csv:2: error: column 'value': a count is not negative
      2 | reported,2022,0-10,F,-3,,2024-02-15,1,2026-03-01T09:30:00Z,The national police; back.xlsx; sha256 [hash]

    countries/exampleland/returns/police_data_metadata.csv:9: error: column 'field': no field of a series is called 'unit_of_cout'
      9 | reported,unit_of_cout,offence,1

    countries/exampleland/returns/police_dta.csv: error: no data request is called 'police_dta'
      = did you mean 'police_data'?
      = valid here: police_data
    ");
    std::fs::remove_file(workspace.path().join("countries/exampleland/returns/police_dta.csv"))
        .expect("removed");
    workspace.write(counts, &good_counts);
    // An import that was cut off between its two files says nothing.
    workspace.write(stated, &(good_stated.clone() + "reported,unit_of_count,victim,2\n"));
    let run = workspace.run(&["check"]);
    assert_eq!(run.code, 0, "{}", run.all());
    assert_snapshot!(run.stderr, @"
    countries/exampleland/returns/police_data_metadata.csv: warning: revision 2 has no counts: its import was cut off
      = import the workbook again, or take the rows of that revision out
    ");
    assert!(
        workspace.run(&["show", "XEX/series:reported"]).stdout.contains("one count is            offence")
    );
    // The next import writes that revision anew.
    let mut book = filled(&workspace);
    book.put("referrals", "B6", &Put::Number(8.0));
    assert_eq!(import(&workspace, &book).code, 0);
    assert_eq!(workspace.run(&["check"]).stderr, "");
    assert_eq!(workspace.read(stated).matches("reported,unit_of_count,offence,2").count(), 1);
}

#[test]
fn a_disk_that_fills_leaves_what_was_held() {
    let workspace = workspace();
    let mut book = filled(&workspace);
    assert_eq!(import(&workspace, &book).code, 0);
    let counts = "countries/exampleland/returns/police_data.csv";
    let before = workspace.read(counts);
    book.put("referrals", "B6", &Put::Number(8.0));
    book.save(&workspace.path().join("back.xlsx"));
    let mut command = crate::common::dh_in(workspace.path(), &["import", "XEX/police_data", "back.xlsx"]);
    crate::common::limit_file_size(&mut command, 2500);
    let output = command.output().expect("a run");
    assert_eq!(output.status.code(), Some(2), "{}", String::from_utf8_lossy(&output.stderr));
    assert!(String::from_utf8_lossy(&output.stderr).contains("cannot write"));
    assert_eq!(workspace.read(counts), before);
    assert_eq!(workspace.run(&["check"]).code, 0);
}

/// Converts a workbook as LibreOffice would save it; none where it is not here.
fn through_libreoffice(workspace: &Workspace, file: &str, format: &str) -> Option<Vec<u8>> {
    let out = workspace.path().join("converted");
    let profile = format!("-env:UserInstallation=file://{}", workspace.path().join("profile").display());
    let run = Command::new("soffice")
        .args(["--headless", &profile, "--convert-to", format, "--outdir"])
        .arg(&out)
        .arg(workspace.path().join(file))
        .stdout(std::process::Stdio::null())
        .stderr(std::process::Stdio::null())
        .status();
    if run.is_err() {
        println!("skipped: soffice is not installed here");
        return None;
    }
    let name = Path::new(file).with_extension(format);
    Some(std::fs::read(out.join(name)).expect("what soffice converted"))
}

#[test]
fn a_workbook_saved_by_libreoffice_says_the_same() {
    let workspace = workspace();
    filled(&workspace).save(&workspace.path().join("office.xlsx"));
    let Some(converted) = through_libreoffice(&workspace, "office.xlsx", "xlsx") else { return };
    let again = Book::of(&converted);
    assert_eq!(import(&workspace, &filled(&workspace)).code, 0);
    let counts = workspace.read("countries/exampleland/returns/police_data.csv");
    let stated = workspace.read("countries/exampleland/returns/police_data_metadata.csv");
    // Beside the first it adds nothing.
    assert_snapshot!(import(&workspace, &again).stdout, @"
    XEX/offence_data/police_data

    file       imported  here already  revision  changed
    ─────────  ────────  ────────────  ────────  ───────
    back.xlsx         0            26         1        0

    * back.xlsx says what is held already, by revision 1 (back.xlsx): nothing was added
    ");
    // Alone it says the same.
    for file in ["police_data.csv", "police_data_metadata.csv"] {
        std::fs::remove_file(workspace.path().join("countries/exampleland/returns").join(file))
            .expect("removed");
    }
    assert_eq!(import(&workspace, &again).code, 0);
    assert_eq!(masked(&workspace.read("countries/exampleland/returns/police_data.csv")), masked(&counts));
    assert_eq!(
        masked(&workspace.read("countries/exampleland/returns/police_data_metadata.csv")),
        masked(&stated)
    );
    // What guards the form is still there.
    let sheet = again.text(&again.part("reported"));
    assert!(sheet.contains("<sheetProtection") && sheet.contains("type=\"whole\""), "{sheet}");
    assert!(sheet.contains("not recorded"), "{sheet}");
    // A fault put in afterwards is found at its cell.
    let mut book = again.clone();
    book.put("reported", "E11", &Put::Text("many"));
    let run = import(&workspace, &book);
    assert!(run.stderr.starts_with("back.xlsx#reported!E11: error: \"many\" is no number"), "{}", run.all());
    // An old workbook is one, whatever its name.
    let Some(old) = through_libreoffice(&workspace, "office.xlsx", "xls") else { return };
    std::fs::write(workspace.path().join("back.xlsx"), old).expect("written");
    let run = workspace.run(&["import", "XEX/police_data", "back.xlsx"]);
    assert!(run.stderr.contains("this is an old Excel workbook (.xls)"), "{}", run.all());
}
