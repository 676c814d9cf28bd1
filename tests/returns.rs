//! What providers sent back, return after return: each says what its own counts
//! are, and what a later one says of its years changes nothing of others.

use insta::assert_snapshot;

use crate::common::book::{Book, Put};
use crate::common::police::masked;
use crate::common::{Run, Workspace, dh_in};

/// Two requests that ask for one series, and two countries that are asked.
const METHOD: &str = r#"return {
  activity "offence_data" "Offence data" {
    number = 2,
    part = "perspectives",
    kind = "offence_data",
    asks = "Police",
    ethics = false,
    source = "https://example.org/method",
    data_request "police_data" "Police statistics" { asked_of = "The national police", series = { "reported" } },
    data_request "courts_data" "Court statistics" { asked_of = "The courts", series = { "reported" } },
  },
  series "reported" "Offences reported" {
    provider = "unknown",
    stage = "reported",
    unit_of_count = "unknown",
    counting_point = "unknown",
    unit = "counts",
    source = "https://example.org/method",
  },
  request_form "standard" "Form" {
    version = "1",
    read_me = { "{asked_by} asks {asked_of} in {country} for {years}." },
    field "unit_of_count" "One count is" {
      options = { { "victim", "a victim" }, { "suspect", "a suspect" }, { "other_unit", "something else" } },
      other = { "other_unit" },
    },
    field "counting_point" "Counted when" {},
    field "scope" "What is in" {},
    field "child_age_limit" "Child below" { answer = "number" },
    field "breaks" "Breaks" {},
    field "as_of" "Counts as of" { answer = "date" },
  },
}
"#;

/// What is stated when nothing else is: unit, counting point, scope, age limit,
/// breaks, the day the counts are of.
const STATED: [&str; 6] = ["a victim", "on report", "all police forces", "18", "none", "2026-01-31"];

fn workspace() -> Workspace {
    let workspace = Workspace::small();
    workspace.write("methodology/offences.lua", METHOD);
    workspace.write(
        "countries/otherland/init.lua",
        "return country \"XOT\" \"Otherland\" { region = \"north\", languages = { \"en\" } }\n",
    );
    workspace
}

/// The form of a request, filled in with one count a year.
fn filled(workspace: &Workspace, request: &str, years: &str, counts: &[f64], stated: [&str; 6]) -> Book {
    let run = workspace.run(&["export", request, "--years", years, "-o", "form.xlsx", "--force"]);
    assert_eq!(run.code, 0, "{}", run.all());
    let mut book = Book::open(&workspace.path().join("form.xlsx"));
    for (column, count) in ["B", "D", "F", "H"].iter().zip(counts) {
        book.put("reported", &format!("{column}6"), &Put::Number(*count));
    }
    for (row, text) in (5..).zip(stated) {
        let number = text.parse::<f64>();
        book.put("Metadata", &format!("C{row}"), &number.map_or(Put::Text(text), Put::Number));
    }
    book
}

fn import(workspace: &Workspace, request: &str, file: &str, book: &Book) -> Run {
    book.save(&workspace.path().join(file));
    workspace.run(&["import", request, file])
}

/// Fills in, sends back and takes in.
fn returned(workspace: &Workspace, request: &str, file: &str, of: (&str, &[f64]), stated: [&str; 6]) {
    let run = import(workspace, request, file, &filled(workspace, request, of.0, of.1, stated));
    assert_eq!(run.code, 0, "{}", run.all());
}

/// Victims of 2023 and 2024 on report, then suspects of 2025 on decision.
fn victims_then_suspects() -> Workspace {
    let workspace = workspace();
    returned(&workspace, "XEX/police_data", "first.xlsx", ("2023-2024", &[40.0, 44.0]), STATED);
    let other = ["a suspect", "on decision", "all police forces", "18", "none", "2026-01-31"];
    returned(&workspace, "XEX/police_data", "second.xlsx", ("2025", &[9.0]), other);
    workspace
}

#[test]
fn a_later_return_does_not_relabel_earlier_counts() {
    let workspace = victims_then_suspects();
    let of = |year: &str| {
        let row = workspace
            .run(&["why", &format!("XEX/series:reported[period={year}]"), "--json"])
            .rows()
            .remove(0);
        format!("{} {}", row["value"], row["population"].as_str().unwrap_or_default())
    };
    assert_eq!([of("2023"), of("2024"), of("2025")], ["40.0 victim", "44.0 victim", "9.0 suspect"]);
    assert_snapshot!(workspace.run(&["show", "XEX/series:reported"]).stdout, @"
    address                 XEX/series:reported
    what                    Offences reported
    provider                unknown
    stage                   reported
    one count is            victim (2023, 2024); suspect (2025)
    counted                 on report (2023, 2024); on decision (2025)
    scope                   all police forces
    child below the age of  18
    stated here             unit_of_count, counting_point, scope, child_age_limit (The national police;
                            first.xlsx; revision 1, of 2023, 2024,
                            countries/exampleland/returns/police_data_metadata.csv:2)
    stated here             unit_of_count, counting_point, scope, child_age_limit (The national police;
                            second.xlsx; revision 2, of 2025,
                            countries/exampleland/returns/police_data_metadata.csv:15)
    source                  https://example.org/method
    declared at             methodology/offences.lua:12

    year  value   change  look out for
    ────  ─────  ───────  ───────────────────────────────────────────
    2023     40        –  no change: the first year held
    2024     44  +10.0 %
    2025      9        –  BREAK: not comparable with the years before

    * break in 2025: one count is: victim before, suspect since; counted: on report before, on decision
      since
    ");
}

#[test]
fn counts_that_a_later_return_relabels_do_not_compare_with_another_countrys() {
    let workspace = victims_then_suspects();
    let other = ["a suspect", "on decision", "all police forces", "18", "none", "2026-01-31"];
    returned(&workspace, "XOT/police_data", "other.xlsx", ("2023-2025", &[5.0, 6.0, 7.0]), other);
    assert_snapshot!(workspace.run(&["compare", "series:reported"]).all(), @r#"
    --- stderr ---
    refused: Exampleland, Otherland do not compare by reported
      = one count is: victim in Exampleland 2023, 2024; suspect in Exampleland 2025, Otherland
      = counted: on report in Exampleland 2023, 2024; on decision in Exampleland 2025, Otherland
      = what a provider states goes into the country: series_metadata "reported" { … }
      = to compare them all the same, say why: --allow "reason" (allow = "reason" in scripts)
    --- exit 3 ---
    "#);
    assert_eq!(workspace.run(&["compare", "series:reported", "--period", "2023"]).code, 3);
    assert_eq!(workspace.run(&["compare", "series:reported", "--period", "2025"]).code, 0);
}

#[test]
fn something_else_is_never_the_same_as_something_else() {
    let workspace = workspace();
    let other = ["something else", "on report", "all police forces", "18", "none", "2026-01-31"];
    returned(&workspace, "XEX/police_data", "a.xlsx", ("2024", &[40.0]), other);
    returned(&workspace, "XOT/police_data", "b.xlsx", ("2024", &[5.0]), other);
    assert_snapshot!(workspace.run(&["compare", "series:reported"]).all(), @r#"
    --- stderr ---
    refused: Exampleland, Otherland do not compare by reported
      = one count is: other_unit (what that is, is not said) in Exampleland, Otherland
      = what a provider states goes into the country: series_metadata "reported" { … }
      = to compare them all the same, say why: --allow "reason" (allow = "reason" in scripts)
    --- exit 3 ---
    "#);
    returned(&workspace, "XEX/police_data", "c.xlsx", ("2025", &[41.0]), other);
    let shown = workspace.run(&["show", "XEX/series:reported"]).stdout;
    assert!(shown.contains("break in 2025: one count is: other_unit before, other_unit since"), "{shown}");
}

#[test]
fn a_break_outlives_a_later_return_that_does_not_know_or_does_not_cover_it() {
    let workspace = workspace();
    let with =
        |breaks: &'static str| ["a victim", "on report", "all police forces", "18", breaks, "2026-01-31"];
    returned(
        &workspace,
        "XEX/police_data",
        "a.xlsx",
        ("2022-2024", &[4.0, 5.0, 6.0]),
        with("2023: a new law"),
    );
    let breaks = || {
        let shown = workspace.run(&["show", "XEX/series:reported"]).stdout;
        shown.lines().filter(|l| l.starts_with("* break in")).map(str::to_string).collect::<Vec<_>>()
    };
    assert_eq!(breaks(), ["* break in 2023: a new law"]);
    returned(&workspace, "XEX/police_data", "b.xlsx", ("2022-2024", &[4.0, 5.0, 7.0]), with("unknown"));
    assert_eq!(breaks(), ["* break in 2023: a new law"]);
    returned(&workspace, "XEX/police_data", "c.xlsx", ("2025", &[8.0]), with("none"));
    assert_eq!(breaks(), ["* break in 2023: a new law"]);
    returned(&workspace, "XEX/police_data", "d.xlsx", ("2022-2024", &[4.0, 5.0, 7.0]), with("none"));
    assert_eq!(breaks(), Vec::<String>::new());
}

#[test]
fn a_revision_of_one_request_does_not_supersede_the_count_of_another() {
    let workspace = workspace();
    returned(&workspace, "XEX/police_data", "a.xlsx", ("2024", &[40.0]), STATED);
    returned(&workspace, "XEX/police_data", "b.xlsx", ("2024", &[41.0]), STATED);
    returned(&workspace, "XEX/courts_data", "c.xlsx", ("2024", &[12.0]), STATED);
    assert_snapshot!(masked(&workspace.run(&["why", "XEX/series:reported[period=2024]"]).all()), @"
    address     XEX/series:reported[period=2024]
    what        Offences reported, 2024
    value       none: sources disagree
    because     2 sources give 41 and 12; neither is chosen
    defined at  methodology/offences.lua:12
    from        XEX/series:reported[period=2024,source=1,revision=2],
                XEX/series:reported[period=2024,source=2,revision=1]
    period      2024
    source      The national police; b.xlsx; sha256 [hash]
    as of       2026-01-31
    held at     countries/exampleland/returns/police_data.csv:3
    source      The courts; c.xlsx; sha256 [hash]
    as of       2026-01-31
    held at     countries/exampleland/returns/courts_data.csv:2
    flags       conflict
    returned    revision 1 of offence_data/police_data, received 2026-03-01, a.xlsx: 40
    returned    revision 2 of offence_data/police_data, received 2026-03-01, b.xlsx: 41
    returned    revision 1 of offence_data/courts_data, received 2026-03-01, c.xlsx: 12
    --- stderr ---

    --- exit 0 ---
    ");
}

#[test]
fn equal_numbers_of_victims_and_suspects_are_a_conflict() {
    let workspace = workspace();
    returned(&workspace, "XEX/police_data", "a.xlsx", ("2024", &[40.0]), STATED);
    let other = ["a suspect", "on decision", "all police forces", "18", "none", "2026-01-31"];
    returned(&workspace, "XEX/courts_data", "c.xlsx", ("2024", &[40.0]), other);
    assert_snapshot!(workspace.run(&["show", "XEX/series:reported"]).stdout, @"
    address                 XEX/series:reported
    what                    Offences reported
    provider                unknown
    stage                   reported
    one count is            unknown
    counted                 unknown
    scope                   all police forces
    child below the age of  18
    stated here             unit_of_count, counting_point, scope, child_age_limit (The national police;
                            a.xlsx; revision 1, of 2024,
                            countries/exampleland/returns/police_data_metadata.csv:2)
    stated here             unit_of_count, counting_point, scope, child_age_limit (The courts; c.xlsx;
                            revision 1, of 2024,
                            countries/exampleland/returns/courts_data_metadata.csv:2)
    source                  https://example.org/method
    declared at             methodology/offences.lua:12

    year             value  change  look out for
    ────  ────────────────  ──────  ────────────────────────────────────────────────────────────────────
    2024  sources disagree       –  conflict; 2 sources give 40 (victim) and 40 (suspect); neither is
                                    chosen; no change: the first year held
    ");
}

#[test]
fn a_revision_of_one_source_does_not_supersede_another_sources_value() {
    let workspace = workspace();
    workspace.write(
        "countries/exampleland/observations.csv",
        "series,period,value,state,as_of,revision,source,note\n\
         reported,2022,12,,2023,1,Source A,\n\
         reported,2022,15,,2024,2,Source B,\n",
    );
    workspace.replace(
        "countries/exampleland/init.lua",
        "languages = ",
        "observations = \"observations.csv\",\n  languages = ",
    );
    let row = workspace.run(&["why", "XEX/series:reported[period=2022]", "--json"]).rows().remove(0);
    assert_eq!((&row["value"], row["state"].as_str()), (&serde_json::Value::Null, Some("sources disagree")));
}

#[test]
fn what_scripts_and_a_return_state_otherwise_is_said() {
    let workspace = workspace();
    returned(&workspace, "XEX/police_data", "a.xlsx", ("2024", &[40.0]), STATED);
    let script = "countries/exampleland/init.lua";
    let text = workspace.read(script);
    let end = text.trim_end().strip_suffix('}').expect("a closing brace");
    let stated = "series_metadata \"reported\" { unit_of_count = \"suspect\", scope = \"unknown\", source = \"Invented for a test\" }";
    workspace.write(script, &format!("{end}  {stated},\n}}\n"));
    assert_snapshot!(workspace.run(&["check"]).all(), @r#"
    9 files, 2 activities, 3 instruments with 5 items, 2 indicators, 2 countries, 1 published figure: no
    errors, 1 warning.
    --- stderr ---
    countries/exampleland/init.lua:5: warning: 'reported': what is stated here and what came back differ: one count is: "suspect" here, "victim" in the return
      5 |   series_metadata "reported" { unit_of_count = "suspect", scope = "unknown", source = "Invented for a test" },
      = returned: The national police; a.xlsx; revision 1
        (countries/exampleland/returns/police_data_metadata.csv:2)
      = the counts of the return are read as it says; state here what is true of all, or ask the
        provider
    --- exit 0 ---
    "#);
    let row = workspace.run(&["why", "XEX/series:reported[period=2024]", "--json"]).rows().remove(0);
    assert_eq!(row["population"], "victim", "the return's own count stays what it was");
}

#[test]
fn two_imports_at_one_moment_lose_nothing() {
    let workspace = workspace();
    for round in 0..3 {
        let files: Vec<String> = (0..4).map(|n| format!("at_once_{round}_{n}.xlsx")).collect();
        for (n, file) in (1..).zip(&files) {
            let count = f64::from(round * 10 + n);
            filled(&workspace, "XEX/police_data", "2024", &[count], STATED)
                .save(&workspace.path().join(file));
        }
        let started: Vec<std::process::Child> = files
            .iter()
            .map(|file| {
                dh_in(workspace.path(), &["import", "XEX/police_data", file]).spawn().expect("it starts")
            })
            .collect();
        for mut child in started {
            assert!(child.wait().expect("it ends").success(), "round {round}");
        }
    }
    assert_eq!(workspace.run(&["check"]).code, 0);
    let rows = workspace.run(&["show", "XEX/police_data", "--json"]).rows();
    let held = rows.iter().filter_map(|r| Some((r["revision"].as_i64()?, r["file"].to_string())));
    let held: std::collections::BTreeMap<i64, String> = held.collect();
    assert_eq!(held.keys().copied().collect::<Vec<_>>(), (1..=12).collect::<Vec<_>>());
    let mut files: Vec<&String> = held.values().collect();
    files.sort();
    files.dedup();
    assert_eq!(files.len(), 12, "each file is one revision: {held:?}");
    let counts = workspace.read("countries/exampleland/returns/police_data.csv");
    assert_eq!(counts.lines().count(), 13, "{counts}");
}

#[test]
fn an_older_workbook_does_not_stand_over_a_newer_one_unasked() {
    let workspace = workspace();
    let older = ["a victim", "on report", "all police forces", "18", "none", "2025-01-31"];
    returned(&workspace, "XEX/police_data", "newer.xlsx", ("2024", &[41.0]), STATED);
    let book = filled(&workspace, "XEX/police_data", "2024", &[40.0], older);
    assert_snapshot!(import(&workspace, "XEX/police_data", "older.xlsx", &book).all(), @"
    --- stderr ---
    older.xlsx#Metadata!C10: error: 'reported': these counts are of 2025-01-31, and those that are held of 2026-01-31 (revision 1, newer.xlsx)
      = an older workbook would stand over a newer one: correct the day if it is wrong
      = if it is meant to stand, import it with --force; the newer one stays held
      = nothing was stored
    --- exit 2 ---
    ");
    let stands =
        || workspace.run(&["why", "XEX/series:reported[period=2024]", "--json"]).rows()[0]["value"].clone();
    assert_eq!(stands(), 41.0);
    let forced = workspace.run(&["import", "XEX/police_data", "older.xlsx", "--force"]);
    assert_eq!((forced.code, stands()), (0, 40.0.into()), "{}", forced.all());
    // What was held first is made to stand again.
    assert_snapshot!(workspace.run(&["import", "XEX/police_data", "newer.xlsx"]).all(), @"
    XEX/offence_data/police_data

    file        imported  here already  revision  changed
    ──────────  ────────  ────────────  ────────  ───────
    newer.xlsx         0             1         1        0

    * newer.xlsx is revision 1, held since 2026-03-01T09:30:00Z: nothing was added
    * revision 2 is newer, and stands; to make revision 1 stand again, import the file with --force: it
      becomes the newest
    --- stderr ---

    --- exit 0 ---
    ");
    assert_eq!(stands(), 40.0);
    assert_snapshot!(workspace.run(&["import", "XEX/police_data", "newer.xlsx", "--force"]).all(), @"
    XEX/offence_data/police_data

    file        imported  here already  revision  changed
    ──────────  ────────  ────────────  ────────  ───────
    newer.xlsx         1             0         3        2

    changed                       was          is
    ─────────────────────  ──────────  ──────────
    reported[period=2024]          40          41
    reported: as_of        2025-01-31  2026-01-31

    * wrote countries/exampleland/returns/police_data.csv and
      countries/exampleland/returns/police_data_metadata.csv
    --- stderr ---

    --- exit 0 ---
    ");
    assert_eq!(stands(), 41.0);
}

#[test]
fn a_day_that_is_unknown_is_taken_as_unknown() {
    let workspace = workspace();
    let unknown = ["a victim", "on report", "all police forces", "18", "none", "unknown"];
    returned(&workspace, "XEX/police_data", "a.xlsx", ("2024", &[41.0]), unknown);
    assert_eq!(workspace.run(&["check"]).code, 0);
    let said = workspace.run(&["why", "XEX/series:reported[period=2024]"]).stdout;
    assert!(!said.contains("as of"), "{said}");
}

#[test]
fn nothing_that_is_written_beside_the_scripts_begins_like_a_formula() {
    let workspace = workspace();
    filled(&workspace, "XEX/police_data", "2024", &[41.0], STATED).save(&workspace.path().join("=cmd.xlsx"));
    let who = "=HYPERLINK(\"https://example.org\")";
    let run = workspace.run(&["import", "XEX/police_data", "=cmd.xlsx", "--who", who]);
    assert_eq!(run.code, 0, "{}", run.all());
    let written = workspace.read("countries/exampleland/returns/police_data_metadata.csv");
    let lines = written.lines().filter(|l| l.starts_with(",file") || l.starts_with(",imported_by"));
    assert_snapshot!(lines.collect::<Vec<_>>().join("\n"), @r#"
    ,file,'=cmd.xlsx,1
    ,imported_by,"'=HYPERLINK(""https://example.org"")",1
    "#);
    for file in ["police_data.csv", "police_data_metadata.csv"] {
        let text = workspace.read(&format!("countries/exampleland/returns/{file}"));
        let cells = text.lines().flat_map(|l| l.split(',')).map(|c| c.trim_matches('"'));
        for cell in cells {
            assert!(!cell.starts_with(['=', '+', '-', '@', '\t', '\r']), "{file}: {cell}");
        }
    }
    assert_eq!(workspace.run(&["check"]).code, 0);
}

#[test]
fn what_a_form_says_of_itself_is_what_it_went_out_with() {
    let workspace = workspace();
    let good = filled(&workspace, "XEX/police_data", "2024", &[41.0], STATED);
    let said = |cells: &[(&str, &str)]| {
        let mut book = good.clone();
        for (cell, text) in cells {
            book.put("Read me", cell, &Put::Text(text));
        }
        import(&workspace, "XEX/police_data", "back.xlsx", &book).stderr
    };
    assert_snapshot!(said(&[("B5", "2023"), ("B6", "2026-02-28"), ("B8", "=HYPERLINK(\"x\")")]), @r#"
    back.xlsx#'Read me'!B5: error: the form is of 2024, and this says 2023
      = the form's own texts stay as they are; copy what was filled in to an empty form

    back.xlsx#'Read me'!B6: error: "2026-02-28" is not the day on which the form was made
      = the form's own texts stay as they are; copy what was filled in to an empty form

    back.xlsx#'Read me'!B8: error: "=HYPERLINK("x")" is not the plan the form was made with
      = the form's own texts stay as they are; copy what was filled in to an empty form
      = nothing was stored
    "#);
    // A plan, and none of which the form was made.
    let other = "0".repeat(64);
    assert_snapshot!(masked(&said(&[("B8", &other)])), @r#"
    back.xlsx#'Read me'!B8: error: "[hash]…" is not the plan the form was made with
      = the form's own texts stay as they are; copy what was filled in to an empty form
      = nothing was stored
    "#);
    assert_snapshot!(said(&[("B7", "../../../../secret")]), @"
    back.xlsx#'Read me'!B7: error: this form is none that this workspace has made
      = the forms that went out are kept in countries/exampleland/returns/forms
      = import it where it was made, or send the form of today: dh export
      = nothing was stored
    ");
    let run = import(&workspace, "XEX/police_data", "back.xlsx", &good);
    assert!(run.code == 0 && !run.stdout.contains("have changed"), "{}", run.all());
    // The scripts did change: that is said.
    let book = filled(&workspace, "XEX/police_data", "2024", &[42.0], STATED);
    workspace.replace("methodology/offences.lua", "The courts", "All courts");
    let run = import(&workspace, "XEX/police_data", "back.xlsx", &book);
    assert!(run.code == 0 && run.stdout.contains("have changed"), "{}", run.all());
}

#[test]
fn a_year_that_a_form_has_a_code_for_is_the_year_that_scripts_write_in_words() {
    let workspace = workspace();
    workspace.replace(
        "methodology/offences.lua",
        "field \"scope\" \"What is in\" {},",
        "field \"scope\" \"What is in\" {},\n    field \"period_rule\" \"A year is\" {\n      options = { { \"calendar_year\", \"a calendar year\" }, { \"fiscal_year\", \"another\" } },\n      other = { \"fiscal_year\" },\n    },",
    );
    let run = workspace.run(&["export", "XEX/police_data", "--years", "2025", "-o", "form.xlsx", "--force"]);
    assert_eq!(run.code, 0, "{}", run.all());
    let mut book = Book::open(&workspace.path().join("form.xlsx"));
    book.put("reported", "B6", &Put::Number(5.0));
    let stated = ["a victim", "on report", "all police forces", "a calendar year"];
    for (row, text) in (5..).zip(stated) {
        book.put("Metadata", &format!("C{row}"), &Put::Text(text));
    }
    book.put("Metadata", "C9", &Put::Number(18.0));
    for (row, text) in [(10, "none"), (11, "2025-06-30")] {
        book.put("Metadata", &format!("C{row}"), &Put::Text(text));
    }
    let run = import(&workspace, "XEX/police_data", "back.xlsx", &book);
    assert_eq!(run.code, 0, "{}", run.all());
    let row = workspace.run(&["show", "XEX/series:reported", "--json"]).rows().remove(0);
    assert_eq!(row["period_rule"], "calendar year");
    let row = workspace.run(&["why", "XEX/series:reported[period=2025]", "--json"]).rows().remove(0);
    assert!(row["flags"].to_string().contains("part of the year"), "{row}");
}
