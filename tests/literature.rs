//! Literature: what several databases found is one list without duplicates,
//! two people decide about each reference, and the counts add up. All works
//! here are invented; DOIs begin with 10.5555, which is kept for examples.

use crate::common::{Workspace, shipped};

const METHOD: &str = r#"
return {
  methodology "m" "A method" { version = "1", languages = { "en" } },
  organisation "o" "O" {},
  part "p" "P" { led_by = "o" },
  scale "yn" "Yes, no" { values = { { "yes", "Yes" }, { "no", "No" } } },
  screening_reason "other_subject" "About another subject" {},
  screening_reason "other_country" "Without results for the country" {},
  activity "desk_review" "Desk review" {
    number = 1, part = "p", kind = "desk_review", asks = "documents", source = "https://example.org/method",
    checklist "practice" "Practice" {
      proof = { "source" }, reviewers = 1,
      domain "services" "Services" {
        criterion "helpline" "Is there a helpline?" { scale = "yn", class = "core" },
      },
    },
  },
  report "national" "National report" {
    chapter "methods" "Methods" { show_literature {} },
  },
}
"#;

/// Four records; PubMed's file has a mark of its encoding and line ends of
/// Windows.
const RIS: &str = "\u{feff}TY  - JOUR\r\n\
AU  - Núñez, Ana\r\n\
AU  - Example, Ben\r\n\
TI  - Asking about helplines: an example\r\n\
PY  - 2020/03//\r\n\
JO  - Journal of Examples\r\n\
DO  - 10.5555/Example.1\r\n\
AB  - A first line\r\n\
that goes on.\r\n\
KW  - helplines\r\n\
KW  - examples\r\n\
ER  - \r\n\
TY  - JOUR\r\n\
AU  - Sample, Carla\r\n\
T1  - Samples of examples\r\n\
Y1  - 2019\r\n\
ER  -\r\n\
TY  - JOUR\r\n\
AU  - Sample, Carla\r\n\
TI  - More samples of examples\r\n\
PY  - 2019\r\n\
ER  - \r\n\
TY  - RPRT\r\n\
AU  - Institute of Examples\r\n\
TI  - Examples in other places\r\n\
PY  - 2021\r\n\
UR  - https://example.org/report\r\n\
ER  - \r\n";

const BIB: &str = r#"
@string{joe = "Journal of " # {Examples}}
@article{nunez:2020,
  author  = {N{\'u}{\~n}ez, Ana and Example, Ben},
  title   = {Asking about Helplines: An {Example}},
  journal = joe, year = 2020,
  doi     = {https://doi.org/10.5555/EXAMPLE.1},
}
@Article{sample19,
  AUTHOR = "Sample, Carla", TITLE = "Samples of Examples", YEAR = "2019", doi = "10.5555/example.2"
}
@misc{late, title = {Found by one search alone}, author = {L{\"o}ser, D.}, year = {2022}}
"#;

const LITERATURE: &str = r#"return literature {
  reviewers = 2,
  screening = "screening.csv",

  search "pubmed_2024" {
    file = "pubmed.ris", database = "PubMed", searched_on = "2024-11-02", found = 4,
    query = "child* AND helpline*", limits = "2015 to 2024",
  },
  search "index_2024" {
    file = "index.bib", database = "Index of Examples", searched_on = "2024-11-03", query = "helplines",
  },
  search "empty_2024" {
    found = 0, database = "Archive of Examples", searched_on = "2024-11-03", query = "helplines",
  },
}
"#;

const SHEET: &str = "\
reference,stage,reviewer,decision,reason,note
nunez2020,title_abstract,AB,include,,
nunez2020,title_abstract,CD,include,,
nunez2020,full_text,AB,include,,
nunez2020,full_text,CD,include,,
sample2019,title_abstract,AB,include,,
sample2019,title_abstract,CD,include,,
sample2019,full_text,AB,exclude,other_country,
sample2019,full_text,CD,exclude,other_country,
sample2019b,title_abstract,AB,include,,
sample2019b,title_abstract,CD,exclude,,a comment
examples2021,title_abstract,AB,exclude,other_subject,
examples2021,title_abstract,CD,exclude,,
";

const ANSWERS: &str = r#"return {
  answers "desk_review/practice" {
    answer "helpline" {
      value = "yes", as_of = "2024", source = "https://example.org/helpline", reviewer = "AB",
      cites = { "nunez2020" },
    },
  },
  findings {
    finding "there_is_one" {
      claim = "There is a helpline", holds_if = "helpline == yes", rests_on = { "criterion:helpline" },
      cites = { "nunez2020" },
    },
  },
}
"#;

fn workspace() -> Workspace {
    let workspace = Workspace::empty();
    workspace
        .write("methodology/init.lua", METHOD)
        .write("countries/regions/r.lua", "return region \"r\" \"R\" {}")
        .write(
            "countries/exampleland/init.lua",
            "return country \"XEX\" \"Exampleland\" { region = \"r\", languages = { \"en\" } }",
        )
        .write("countries/exampleland/literature.lua", LITERATURE)
        .write("countries/exampleland/pubmed.ris", RIS)
        .write("countries/exampleland/index.bib", BIB)
        .write("countries/exampleland/screening.csv", SHEET)
        .write("countries/exampleland/answers.lua", ANSWERS);
    workspace
}

/// The workspace before anyone has screened.
fn unscreened() -> Workspace {
    let workspace = workspace();
    workspace.replace("countries/exampleland/literature.lua", "  screening = \"screening.csv\",\n", "");
    workspace
}

#[test]
fn from_records_to_what_is_included_and_every_count_adds_up() {
    let run = workspace().run(&["show", "XEX/literature"]);
    insta::assert_snapshot!(run.all(), @"
    Literature: Exampleland

    search       database             searched on  records  query
    ───────────  ───────────────────  ───────────  ───────  ───────────────────────────────────
    pubmed_2024  PubMed               2024-11-02         4  child* AND helpline* (2015 to 2024)
    index_2024   Index of Examples    2024-11-03         3  helplines
    empty_2024   Archive of Examples  2024-11-03         0  helplines

    step                                         references
    ───────────────────────────────────────────  ──────────
    records identified                                    7
    − duplicates removed                                  2
    to screen on title and abstract                       5
    − excluded                                            1
    − still open                                          2
    gone on to the full text                              2
    − excluded: Without results for the country           1
    − still open                                          0
    included                                              1

    still open   stage               state                                     title
    ───────────  ──────────────────  ────────────────────────────────────────  ─────────────────────────
    sample2019b  title and abstract  reviewers differ: AB include, CD exclude  More samples of examples
    late         title and abstract  not screened                              Found by one search alone

    reference   kept record    fell together with it
    ──────────  ─────────────  ─────────────────────────────────
    nunez2020   pubmed.ris:1   index.bib:3 (same DOI)
    sample2019  pubmed.ris:13  index.bib:9 (same title and year)

    stage               reviewers  both decided    agree  Cohen's kappa
    ──────────────────  ─────────  ────────────  ───────  ─────────────
    title and abstract  AB, CD                4   75.0 %          0.500
    full text           AB, CD                2  100.0 %          1.000

    included   work                              where                  cited by
    ─────────  ────────────────────────────────  ─────────────────────  ────────────────────────────────
    nunez2020  Núñez, Ana; Example, Ben (2020).  doi:10.5555/example.1  criterion:helpline,
               Asking about helplines: an                               finding:there_is_one
               example. Journal of Examples.

    * the counts add up: 7 = 2 + 5; 5 = 1 + 2 + 2; 2 = 1 + 0 + 1
    * agreement: the unit is a reference, the universe are the references both decided at that stage,
      the categories include, exclude and unsure; rows of the consensus are left out; no kappa where
      both always say one and the same
    --- stderr ---

    --- exit 0 ---
    ");
}

#[test]
fn what_does_not_stand_is_a_warning_of_check() {
    let workspace = workspace();
    workspace.replace(
        "countries/exampleland/answers.lua",
        "cites = { \"nunez2020\" }",
        "cites = { \"nunez2020\", \"sample19\", \"loser2022\" }",
    );
    insta::assert_snapshot!(workspace.run(&["check", "XEX"]).all(), @r#"
    Exampleland (XEX), 6 files: 1 error, 2 warnings.

    area       point         state    what is known, what to do
    ─────────  ────────────  ───────  ──────────────────────────────────────────────────────────────────
    approvals  desk_review   missing  no approval is entered, and records would be refused: approval, or
                                      not_cleared
    services   service list  missing  no service with a contact is listed, so fieldwork cannot begin:
                                      safeguards { service … }

    2 of 4 points are settled, 2 are open.
    --- stderr ---
    countries/exampleland/answers.lua:5:42: error: no search found a reference 'loser2022'
      5 |       cites = { "nunez2020", "sample19", "loser2022" },
        |                                          ^^^^^^^^^^^
      = valid here: nunez2020, sample2019, sample2019b, examples2021, late

    countries/exampleland/answers.lua:5:30: warning: the answer to 'helpline' cites 'sample19', which is left out (other_country)
      5 |       cites = { "nunez2020", "sample19", "loser2022" },
        |                              ^^^^^^^^^^

    countries/exampleland/screening.csv:11: warning: reviewers differ on 'sample2019b' (title and abstract): AB include, CD exclude
      11 | sample2019b,title_abstract,CD,exclude,,a comment
      = it stays open until a row of the reviewer 'consensus' settles it
    --- exit 2 ---
    "#);
}

#[test]
fn rows_of_json_have_a_state_and_say_why() {
    let rows = workspace().run(&["show", "XEX/literature", "--json"]).rows();
    let short: Vec<String> = rows
        .iter()
        .map(|r| {
            format!(
                "{} {} {} {} {} {}",
                r["reference"], r["year"], r["stage"], r["state"], r["reasons"], r["found_in"]
            )
        })
        .collect();
    insta::assert_snapshot!(short.join("\n"), @r#"
    "nunez2020" 2020 "full_text" "included" [] ["pubmed_2024","index_2024"]
    "sample2019" 2019 "full_text" "excluded" ["other_country"] ["pubmed_2024","index_2024"]
    "sample2019b" 2019 "title_abstract" "disputed" [] ["pubmed_2024"]
    "examples2021" 2021 "title_abstract" "excluded" ["other_subject"] ["pubmed_2024"]
    "late" 2022 "title_abstract" "not_screened" [] ["index_2024"]
    "#);
    assert!(rows.iter().all(|r| !r["year"].is_null() || r["year_state"] == "not_stated"));
}

#[test]
fn a_reference_says_where_it_was_found_and_who_decided_what() {
    let workspace = workspace();
    insta::assert_snapshot!(workspace.run(&["show", "XEX/reference:nunez2020"]).stdout, @"
    address        XEX/reference:nunez2020
    title          Asking about helplines: an example
    authors        Núñez, Ana; Example, Ben
    year           2020
    kind           article
    journal        Journal of Examples
    where          https://doi.org/10.5555/example.1
    keywords       helplines; examples
    abstract       A first line that goes on.
    also cited as  nunez:2020
    found in       PubMed, 2024-11-02: countries/exampleland/pubmed.ris:1 (kept)
    found in       Index of Examples, 2024-11-03: countries/exampleland/index.bib:3 (same DOI)
    screening      full text: included
    decided        title and abstract: AB include; countries/exampleland/screening.csv:2
    decided        title and abstract: CD include; countries/exampleland/screening.csv:3
    decided        full text: AB include; countries/exampleland/screening.csv:4
    decided        full text: CD include; countries/exampleland/screening.csv:5
    cited by       XEX/criterion:helpline
    cited by       XEX/finding:there_is_one
    ");
    // The key it has in a file is as good.
    let by_alias = workspace.run(&["show", "XEX/reference:nunez:2020"]);
    assert_eq!(by_alias.stdout, workspace.run(&["show", "XEX/reference:nunez2020"]).stdout);
    insta::assert_snapshot!(workspace.run(&["show", "XEX/reference:nunes2020"]).all(), @"
    --- stderr ---
    error: there is no reference 'nunes2020'
      = did you mean 'nunez2020'?
      = valid here: nunez2020, nunez:2020, sample2019, sample19, sample2019b, examples2021, late
    --- exit 2 ---
    ");
    insta::assert_snapshot!(workspace.run(&["find", "helplines"]).stdout, @"
    address                  what       text
    ───────────────────────  ─────────  ──────────────────────────────────
    XEX/reference:nunez2020  reference  Asking about helplines: an example
    ");
}

#[test]
fn why_prints_the_references_of_an_answer_and_of_a_finding() {
    let workspace = workspace();
    insta::assert_snapshot!(workspace.run(&["why", "XEX/criterion:helpline"]).stdout, @"
    address     XEX/criterion:helpline
    question    Is there a helpline?
    answer      yes
    state       answered
    as of       2024
    reviewer    AB
    source      https://example.org/helpline
    cites       nunez2020: Núñez, Ana; Example, Ben (2020). Asking about helplines: an example. Journal
                of Examples. https://doi.org/10.5555/example.1
    written at  countries/exampleland/answers.lua:3
    ");
    let finding = workspace.run(&["why", "XEX/finding:there_is_one"]);
    assert!(finding.stdout.contains("cites       nunez2020: Núñez, Ana"), "{}", finding.stdout);
}

#[test]
fn an_unknown_key_is_an_error_with_what_was_meant() {
    let workspace = workspace();
    workspace.replace(
        "countries/exampleland/answers.lua",
        "cites = { \"nunez2020\" }",
        "cites = { \"nunez2002\" }",
    );
    insta::assert_snapshot!(workspace.run(&["check"]).all(), @r#"
    8 files, 1 activity, 1 instrument with 1 item, 0 indicators, 1 country, 0 published figures: 1
    error, 1 warning.
    --- stderr ---
    countries/exampleland/answers.lua:5:17: error: no search found a reference 'nunez2002'
      5 |       cites = { "nunez2002" },
        |                 ^^^^^^^^^^^
      = did you mean 'nunez2020'?
      = valid here: nunez2020, sample2019, sample2019b, examples2021, late

    countries/exampleland/screening.csv:11: warning: reviewers differ on 'sample2019b' (title and abstract): AB include, CD exclude
      11 | sample2019b,title_abstract,CD,exclude,,a comment
      = it stays open until a row of the reviewer 'consensus' settles it
    --- exit 2 ---
    "#);
}

#[test]
fn the_sheet_of_what_is_open_is_written_filled_in_and_read() {
    let workspace = unscreened();
    let sheet = "countries/exampleland/sheet.csv";
    insta::assert_snapshot!(workspace.run(&["export", "XEX/literature", "--format", "csv", "-o", sheet]).all(), @r#"
    wrote countries/exampleland/sheet.csv: 5 references still open.

    * decision: include, exclude or unsure; a row without one stays open
    * the sheet is read once literature has screening = "….csv", beside the script
    --- stderr ---

    --- exit 0 ---
    "#);
    insta::assert_snapshot!(workspace.read(sheet), @"
    ﻿reference,stage,reviewer,decision,reason,note,title,year,journal
    nunez2020,title_abstract,,,,,Asking about helplines: an example,2020,Journal of Examples
    sample2019,title_abstract,,,,,Samples of examples,2019,
    sample2019b,title_abstract,,,,,More samples of examples,2019,
    examples2021,title_abstract,,,,,Examples in other places,2021,
    late,title_abstract,,,,,Found by one search alone,2022,
    ");
    // Nothing that is there is written over.
    assert_eq!(workspace.run(&["export", "XEX/literature", "-o", sheet]).code, 2);
    // As it was written it is read, and everything is still open.
    workspace.replace(
        "countries/exampleland/literature.lua",
        "reviewers = 2,",
        "reviewers = 1,\n  screening = \"sheet.csv\",",
    );
    let open = |w: &Workspace| {
        let rows = w.run(&["show", "XEX/literature", "--json"]).rows();
        rows.iter().filter(|r| r["state"] == "not_screened").count()
    };
    assert_eq!(open(&workspace), 5);
    let filled = workspace.read(sheet).replace("title_abstract,,,", "title_abstract,AB,include,");
    workspace.write(sheet, &filled);
    let rows = workspace.run(&["show", "XEX/literature", "--json"]).rows();
    assert!(rows.iter().all(|r| r["stage"] == "full_text" && r["state"] == "not_screened"), "{rows:?}");
}

#[test]
fn of_a_dispute_the_sheet_asks_for_the_consensus() {
    let workspace = workspace();
    workspace.run(&["export", "XEX/literature", "-o", "open.csv"]);
    let sheet = workspace.read("open.csv");
    assert!(
        sheet.contains("sample2019b,title_abstract,consensus,,,\"AB include, CD exclude\",More samples"),
        "{sheet}"
    );
    let line = "sample2019b,title_abstract,consensus,exclude,,agreed\n";
    workspace.write("countries/exampleland/screening.csv", &format!("{SHEET}{line}"));
    let rows = workspace.run(&["show", "XEX/literature", "--json"]).rows();
    let row = rows.iter().find(|r| r["reference"] == "sample2019b").expect("the row");
    assert_eq!((row["state"].as_str(), row["reasons"].as_array().map(Vec::len)), (Some("excluded"), Some(0)));
}

#[test]
fn what_is_included_goes_to_a_reference_manager_and_comes_back_the_same() {
    let workspace = workspace();
    let run = workspace.run(&[
        "export",
        "XEX/literature",
        "--format",
        "ris",
        "-o",
        "countries/exampleland/pubmed2.ris",
    ]);
    assert_eq!(run.code, 0, "{}", run.all());
    insta::assert_snapshot!(workspace.read("countries/exampleland/pubmed2.ris"), @"
    TY  - JOUR
    AU  - Núñez, Ana
    AU  - Example, Ben
    TI  - Asking about helplines: an example
    PY  - 2020
    JO  - Journal of Examples
    DO  - 10.5555/example.1
    AB  - A first line that goes on.
    KW  - helplines
    KW  - examples
    ER  -
    ");
    workspace.write(
        "countries/exampleland/literature.lua",
        "return literature { search \"again\" { file = \"pubmed2.ris\", database = \"d\", searched_on = \"2024\", query = \"q\" } }",
    );
    let rows = workspace.run(&["show", "XEX/literature", "--json"]).rows();
    assert_eq!((rows.len(), rows[0]["title"].as_str()), (1, Some("Asking about helplines: an example")));
}

#[test]
fn a_sheet_is_refused_at_the_cell() {
    let workspace = workspace();
    workspace.write(
        "countries/exampleland/screening.csv",
        "reference,stage,reviewer,decision,reason,note,title\n\
         nunez2020,title_abstract,AB,include,,,Asking about helplines: an example\n\
         nunez2020,title_abstract,ab,exclude,,,\n\
         nunez2002,title_abstract,AB,include,,,\n\
         sample2019,abstract,AB,yes,,,\n\
         sample2019b,title_abstract,,include,,,Samples of examples\n\
         examples2021,full_text,AB,exclude,,,\n\
         examples2021,title_abstract,AB,exclude,other_contry,,\n\
         loser2022,full_text,AB,include,other_country,,\n",
    );
    insta::assert_snapshot!(workspace.run(&["check"]).all(), @r#"
    8 files, 1 activity, 1 instrument with 1 item, 0 indicators, 1 country, 0 published figures: 10
    errors, 2 warnings.
    --- stderr ---
    countries/exampleland/screening.csv:3: error: column 'reviewer': 'ab' decides about 'nunez2020' twice at this stage
      3 | nunez2020,title_abstract,ab,exclude,,,
      = first at countries/exampleland/screening.csv:2; keep the one that stands

    countries/exampleland/screening.csv:4: error: column 'reference': no search found a reference 'nunez2002'
      4 | nunez2002,title_abstract,AB,include,,,
      = did you mean 'nunez2020'?
      = valid here: nunez2020, sample2019, sample2019b, examples2021, late

    countries/exampleland/screening.csv:5: error: column 'decision': 'yes' is no decision
      5 | sample2019,abstract,AB,yes,,,
      = valid here: include, exclude, unsure

    countries/exampleland/screening.csv:5: error: column 'stage': 'abstract' is no stage
      5 | sample2019,abstract,AB,yes,,,
      = valid here: title_abstract, full_text

    countries/exampleland/screening.csv:6: error: column 'reviewer': a decision of nobody
      6 | sample2019b,title_abstract,,include,,,Samples of examples
      = write initials or a role; 'consensus' where it settles what others differ on

    countries/exampleland/screening.csv:6: error: column 'title': the row is about "Samples of examples", but 'sample2019b' is "More samples of examples"
      6 | sample2019b,title_abstract,,include,,,Samples of examples
      = keys change when a search is exported in another order: give the row the key its title has now

    countries/exampleland/screening.csv:7: error: column 'reason': left out on the full text without a reason
      7 | examples2021,full_text,AB,exclude,,,
      = valid here: other_subject, other_country

    countries/exampleland/screening.csv:8: error: column 'reason': 'other_contry' is no reason for leaving something out
      8 | examples2021,title_abstract,AB,exclude,other_contry,,
      = did you mean 'other_country'?
      = valid here: other_subject, other_country
      = a reason is declared in the method: screening_reason "id" "Label" {}; anything else is a note

    countries/exampleland/screening.csv:9: error: column 'reason': a reason for leaving out what is not left out
      9 | loser2022,full_text,AB,include,other_country,,
      = what else there is to say stands in the column note

    countries/exampleland/screening.csv:9: error: column 'reference': no search found a reference 'loser2022'
      9 | loser2022,full_text,AB,include,other_country,,
      = valid here: nunez2020, sample2019, sample2019b, examples2021, late

    warning: 2 citations of references that are not included: exampleland 2
      = dh check exampleland lists those of one country
    --- exit 2 ---
    "#);
}

#[test]
fn a_full_text_is_not_decided_before_its_title() {
    let workspace = workspace();
    workspace.write(
        "countries/exampleland/screening.csv",
        "reference,stage,reviewer,decision,reason,note\nlate,full_text,AB,include,,\n",
    );
    let run = workspace.run(&["check"]);
    assert_eq!(run.code, 2);
    assert!(
        run.stderr
            .contains("'late' has a decision on the full text, but on title and abstract it is not screened"),
        "{}",
        run.stderr
    );
    assert!(run.stderr.contains("screening.csv:2"), "{}", run.stderr);
}

#[test]
fn a_file_that_is_cut_off_or_in_another_encoding_stops_at_its_line() {
    let workspace = unscreened();
    let ris = "countries/exampleland/pubmed.ris";
    workspace.write(ris, &RIS[..RIS.len() - 40]);
    let run = workspace.run(&["check"]);
    assert!(
        run.stderr.contains(
            "countries/exampleland/pubmed.ris:23: error: the record begun here has no end (ER): the file breaks off"
        ),
        "{}",
        run.stderr
    );
    // Latin-1 is named and not guessed at.
    let latin: Vec<u8> = RIS.chars().skip(1).map(|c| c as u8).collect();
    std::fs::write(workspace.path().join(ris), latin).expect("written");
    let run = workspace.run(&["check"]);
    assert!(
        run.stderr.contains("countries/exampleland/pubmed.ris:2: error: this line is not UTF-8 text"),
        "{}",
        run.stderr
    );
    for (text, said) in [
        ("", "the file holds no record"),
        ("PMID- 1\nTI  - A\n", "PubMed's own format"),
        ("@article{a, title = {b}}", "give it a name that ends in .bib"),
        ("%PDF-1.4", "this is a PDF"),
    ] {
        workspace.write(ris, text);
        let run = workspace.run(&["check"]);
        assert!(run.code == 2 && run.stderr.contains(said), "{text}: {}", run.stderr);
    }
}

#[test]
fn a_file_that_holds_fewer_records_than_the_database_found_is_an_error() {
    let workspace = unscreened();
    workspace.replace("countries/exampleland/literature.lua", "found = 4", "found = 240");
    let run = workspace.run(&["check"]);
    assert!(
        run.stderr.contains("the search found 240 records, and countries/exampleland/pubmed.ris holds 4"),
        "{}",
        run.stderr
    );
}

#[test]
fn no_file_outside_the_country_is_read() {
    let workspace = unscreened();
    let outside = Workspace::empty();
    outside.write("secret.ris", RIS);
    let link = workspace.path().join("countries/exampleland/link.ris");
    std::os::unix::fs::symlink(outside.path().join("secret.ris"), link).expect("a link");
    for (name, said) in [
        ("link.ris", "this is no plain file of the workspace"),
        ("../../pubmed.ris", "the name of a .ris or .bib file beside the script"),
        ("pubmed.csv", "the name of a .ris or .bib file beside the script"),
        ("none.ris", "there is no file countries/exampleland/none.ris"),
    ] {
        workspace.write("countries/exampleland/literature.lua", &LITERATURE.replace("pubmed.ris", name));
        let run = workspace.run(&["check"]);
        assert!(run.code == 2 && run.stderr.contains(said), "{name}: {}", run.stderr);
    }
}

#[test]
fn a_file_larger_than_any_search_is_refused_unread() {
    let workspace = unscreened();
    let file =
        std::fs::File::create(workspace.path().join("countries/exampleland/pubmed.ris")).expect("a file");
    file.set_len(100 << 20).expect("a sparse file");
    let begun = std::time::Instant::now();
    let run = workspace.run(&["check"]);
    assert!(run.code == 2 && run.stderr.contains("larger than allowed here"), "{}", run.stderr);
    assert!(begun.elapsed().as_secs() < 10);
}

#[test]
fn without_a_search_nothing_is_printed_as_if_there_were_one() {
    insta::assert_snapshot!(shipped(&["show", "KEN/literature"]).all(), @r#"
    Literature: Kenya

    No search is declared.

    * no search is declared; to declare one, write literature { search "id" { file = …, database = …,
      searched_on = …, query = … } } beside the scripts
    --- stderr ---

    --- exit 0 ---
    "#);
    let run = shipped(&["export", "KEN/literature"]);
    assert!(run.code == 2 && run.stderr.contains("no search is declared"), "{}", run.stderr);
    let place = Workspace::shipped();
    assert_eq!(place.run(&["report", "KEN"]).code, 0);
    let page = place.read("out/KEN/index.html");
    assert!(page.contains("No search of the literature is declared for this country."));
    assert!(!page.contains("Records identified"));
}

#[test]
fn the_report_prints_the_counts_with_their_addresses_and_links_what_is_included() {
    let workspace = workspace();
    // The DOI of the second work stands in the file of the second search alone.
    workspace
        .write("countries/exampleland/screening.csv", &SHEET.replace("exclude,other_country,", "include,,"));
    let run = workspace.run(&["report", "XEX"]);
    assert_eq!(run.code, 0, "{}", run.all());
    let page = workspace.read("out/XEX/index.html");
    for doi in ["10.5555/example.1", "10.5555/example.2"] {
        assert!(page.contains(&format!("href=\"https://doi.org/{doi}\"")), "no link of {doi}");
    }
    assert!(page.contains("data-address=\"XEX/coverage:literature/included\""), "no address");
    let wrong = crate::report::wrong_numerals(workspace.path(), "XEX");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    insta::assert_snapshot!(workspace.run(&["why", "XEX/coverage:literature/duplicates"]).stdout, @"
    address     XEX/coverage:literature/duplicates
    what        Duplicates removed
    value       2
    population  records and references of the country's searches
    defined at  countries/exampleland/literature.lua:1
    ");
}

#[test]
fn the_literature_of_the_method_can_be_cited_by_every_country() {
    let workspace = unscreened();
    let moved = LITERATURE.replace("  screening = \"screening.csv\",\n", "");
    workspace
        .write("methodology/literature.lua", &moved)
        .write("methodology/pubmed.ris", RIS)
        .write("methodology/index.bib", BIB);
    std::fs::remove_file(workspace.path().join("countries/exampleland/literature.lua")).expect("removed");
    let run = workspace.run(&["check", "XEX"]);
    assert!(
        run.code == 0 && run.stderr.contains("cites 'nunez2020', which is not screened"),
        "{}",
        run.all()
    );
    assert!(workspace.run(&["show", "XEX/reference:nunez2020"]).stdout.contains("XEX/criterion:helpline"));
    assert!(workspace.run(&["show", "literature"]).stdout.contains("Literature: A method"));
}
