//! Desk review: an answer carries its proof, two sources both stand, and the
//! law has a history.

use crate::common::{Workspace, shipped};

/// A method with one checklist, and a country that answers it.
const METHOD: &str = r#"
return {
  methodology "m" "A method" { version = "1", languages = { "en" } },
  organisation "o" "O" {},
  part "p" "P" { led_by = "o" },
  scale "ypnu" "Yes, partly, no" {
    values = { { "yes", "Yes" }, { "partly", "Partly" }, { "no", "No" }, { "unknown", "Unknown" } },
    absence = { "no" },
  },
  scale "ratification" "Ratification" {
    values = { { "ratified", "Ratified" }, { "not_ratified", "Not ratified" }, { "unknown", "Unknown" } },
    lasting = { "ratified" },
  },
  legal_instrument "treaty" "The treaty" { kind = "treaty", adopted = "2000-05-25", source = "https://example.org/treaty" },
  activity "desk_review" "Desk review" {
    number = 1, part = "p", kind = "desk_review", asks = "documents", source = "https://example.org/method",
    checklist "law" "Law" {
      proof = { "instrument", "article", "quote", "source", "retrieved" },
      stale_after_years = 5,
      domain "treaties" "Treaties" {
        proof = { "source" },
        criterion "treaty_ratified" "Is the treaty ratified?" { scale = "ratification", class = "core", instrument = "treaty" },
      },
      domain "offences" "Offences" {
        criterion "possession" "Is possession an offence?" { scale = "ypnu", class = "core" },
        criterion "access" "Is access an offence?" { scale = "ypnu", class = "core" },
      },
    },
  },
}
"#;

const COUNTRY: &str = "return country \"XEX\" \"Exampleland\" { region = \"r\", languages = { \"en\" } }";

/// A whole proof of a statute.
const PROOF: &str = r#"instrument = "The Act", article = "s. 3", quote = "A person who possesses commits an offence.",
    source = "https://example.org/act", retrieved = "2025-06-01", reviewer = "legal analyst", second_reviewer = "second analyst""#;

fn workspace(answers: &str) -> Workspace {
    let workspace = Workspace::empty();
    workspace
        .write("methodology/init.lua", METHOD)
        .write("countries/regions/r.lua", "return region \"r\" \"R\" {}")
        .write("countries/exampleland/init.lua", COUNTRY)
        .write(
            "countries/exampleland/law.lua",
            &format!("return answers \"desk_review/law\" {{\n{answers}\n}}\n"),
        );
    workspace
}

fn possession(fields: &str) -> String {
    format!("  answer \"possession\" {{\n    {fields},\n  }},")
}

/// `criterion: answer state as_of` of each row.
fn states(workspace: &Workspace, more: &[&str]) -> Vec<String> {
    let mut arguments = vec!["show", "XEX/desk_review", "--json"];
    arguments.extend(more);
    let run = workspace.run(&arguments);
    assert_eq!(run.code, 0, "{}", run.all());
    run.rows()
        .iter()
        .map(|r| {
            let text = |k: &str| r[k].as_str().unwrap_or("-").to_string();
            let answers: Vec<&str> =
                r["answers"].as_array().expect("answers").iter().filter_map(|a| a.as_str()).collect();
            format!("{}: {} {} {}", text("criterion"), answers.join("/"), text("state"), text("as_of"))
        })
        .collect()
}

#[test]
fn an_answer_with_its_whole_proof_is_answered_and_check_is_silent() {
    let workspace = workspace(&possession(&format!("value = \"yes\", as_of = \"2025\", {PROOF}")));
    assert_eq!(
        states(&workspace, &[]),
        ["treaty_ratified:  unanswered -", "possession: yes answered 2025", "access:  unanswered -"]
    );
    let run = workspace.run(&["check", "--strict"]);
    assert_eq!((run.code, run.stderr.as_str()), (0, ""), "{}", run.all());
}

#[test]
fn what_lacks_part_of_its_proof_is_a_lead_and_check_says_what() {
    let workspace = workspace(&possession(
        "value = \"yes\", as_of = \"2025\", article = \"s. 3\", source = \"https://example.org/act\"",
    ));
    assert_eq!(states(&workspace, &[])[1], "possession: yes lead 2025");
    let run = workspace.run(&["check"]);
    insta::assert_snapshot!(run.all(), @r#"
    4 files, 1 activity, 1 instrument with 3 items, 0 indicators, 1 country, 0 published figures: no
    errors, 2 warnings.
    --- stderr ---
    countries/exampleland/law.lua:2: warning: the answer to 'possession' has no reviewer and no second_reviewer
      2 |   answer "possession" {

    countries/exampleland/law.lua:2: warning: the answer to 'possession' is not proved: it lacks instrument, quote, retrieved
      2 |   answer "possession" {
    --- exit 0 ---
    "#);
    let strict = workspace.run(&["check", "--strict"]);
    assert_eq!(strict.code, 1, "{}", strict.all());
    let rows = workspace.run(&["check", "--strict", "--json"]).rows();
    assert_eq!((rows.len(), rows[0]["kind"].as_str()), (2, Some("warning")));
}

#[test]
fn a_list_of_unproved_answers_is_one_line_until_it_is_asked_for() {
    let lead =
        "value = \"yes\", as_of = \"2025\", lead = \"a newspaper\", source = \"https://example.org/n\"";
    let workspace =
        workspace(&[possession(lead), possession(lead).replace("possession", "access")].join("\n"));
    insta::assert_snapshot!(workspace.run(&["check"]).stderr, @"
    warning: 2 answers not read by as many as their checklist asks for: exampleland 2
      = dh check exampleland lists those of one country

    warning: 2 answers without their whole proof: exampleland 2
      = dh check exampleland lists those of one country
    ");
    let own = workspace.run(&["check", "XEX"]).stderr;
    assert!(own.contains("'possession'") && own.contains("'access'"), "{own}");
    assert_eq!(
        workspace.run(&["check", "--json"]).rows().len(),
        4,
        "machines get each: not proved, not read"
    );
}

#[test]
fn sources_that_differ_both_stand() {
    let workspace = workspace(
        r#"  answer "treaty_ratified" { value = "ratified", as_of = "2019", source = "https://one.example.org/" },
  answer "treaty_ratified" { value = "not_ratified", as_of = "2019-05-01", source = "https://two.example.org/" },"#,
    );
    assert_eq!(states(&workspace, &[])[0], "treaty_ratified: ratified/not_ratified disputed 2019");
    let run = workspace.run(&["show", "XEX/desk_review"]);
    assert!(
        run.stdout.contains("sources disagree: ratified (one.example.org, 2019) against not_ratified"),
        "{}",
        run.stdout
    );
}

#[test]
fn a_value_that_lasts_is_contradicted_and_not_overtaken() {
    let answers = |first: &str, second: &str| {
        format!(
            "  answer \"treaty_ratified\" {{ value = \"{first}\", as_of = \"2010\", source = \"https://example.org/1\" }},
  answer \"treaty_ratified\" {{ value = \"{second}\", as_of = \"2025\", source = \"https://example.org/2\" }},"
        )
    };
    // A state that had not ratified may have since; the other way round is a dispute.
    assert_eq!(
        states(&workspace(&answers("not_ratified", "ratified")), &[])[0],
        "treaty_ratified: ratified answered 2025"
    );
    assert_eq!(
        states(&workspace(&answers("ratified", "not_ratified")), &[])[0],
        "treaty_ratified: ratified/not_ratified disputed 2025"
    );
}

#[test]
fn what_may_have_changed_grows_stale_and_what_lasts_does_not() {
    let of = |value: &str| {
        let answer = format!(
            "  answer \"treaty_ratified\" {{ value = \"{value}\", as_of = \"2019\", source = \"https://example.org/\" }},"
        );
        states(&workspace(&answer), &[])[0].clone()
    };
    assert_eq!(of("not_ratified"), "treaty_ratified: not_ratified stale 2019");
    assert_eq!(of("ratified"), "treaty_ratified: ratified answered 2019");
}

#[test]
fn unknown_is_no_answer_and_a_dispute_of_reviewers_is_counted() {
    let unknown =
        workspace(&possession("value = \"unknown\", as_of = \"2025\", source = \"https://example.org/\""));
    assert_eq!(states(&unknown, &[])[1], "possession: unknown unanswered 2025");
    let disputed = workspace(&possession(&format!(
        "value = \"yes\", as_of = \"2025\", {PROOF}, second_value = \"partly\""
    )));
    assert_eq!(states(&disputed, &[])[1], "possession: yes/partly disputed 2025");
    let run = disputed.run(&["show", "XEX/desk_review"]);
    assert!(run.stdout.contains("two reviewers agree on 0 of the 1 answers both gave"), "{}", run.stdout);
}

#[test]
fn the_law_has_a_history() {
    let workspace = workspace(&format!(
        "{}\n{}\n{}",
        r#"  answer "treaty_ratified" { value = "ratified", as_of = "2015", dated = "2004-03-01", source = "https://example.org/" },"#,
        possession(
            "value = \"no\", as_of = \"2012\", search = \"the code, by keyword\", source = \"https://example.org/code\", retrieved = \"2013\""
        ),
        possession(&format!("value = \"yes\", as_of = \"2025\", in_force_since = \"2018-06-01\", {PROOF}")),
    ));
    let at = |day: &str| states(&workspace, &["--at", day])[..2].join("; ");
    assert_eq!(at("2003"), "treaty_ratified:  unanswered -; possession:  unanswered -");
    assert_eq!(at("2012"), "treaty_ratified: ratified answered 2015; possession: no answered 2012");
    assert_eq!(at("2018-05-31"), "treaty_ratified: ratified answered 2015; possession: no stale 2012");
    assert_eq!(at("2018-06-01"), "treaty_ratified: ratified answered 2015; possession: yes answered 2025");
    insta::assert_snapshot!(
        workspace.run(&["diff", "XEX", "--at", "2013-01-01", "--at", "2026-01-01"]).all(), @"
        Exampleland: 2013-01-01 against 2026-01-01

        criterion   2013-01-01  2026-01-01  what changed
        ──────────  ──────────  ──────────  ─────────────────────────────
        possession  no          yes         another answer, of 2018-06-01

        * the same on both days: 1; unanswered on both: 1
        * what is known only of the later day may have been so before: that is no change of law
        --- stderr ---

        --- exit 0 ---
        ");
    let wrong = workspace.run(&["diff", "XEX", "--at", "2026", "--at", "2013"]);
    insta::assert_snapshot!(wrong.all(), @"
    --- stderr ---
    error: 2013 is before 2026
      = the earlier day comes first
    --- exit 2 ---
    ");
    assert_eq!(workspace.run(&["diff", "XEX", "--at", "2013"]).code, 2);
}

#[test]
fn a_part_of_the_country_with_its_own_law_is_no_dispute() {
    let answer = |about: &str, value: &str| {
        possession(&format!("about = \"{about}\", value = \"{value}\", as_of = \"2025\", {PROOF}"))
    };
    let workspace = workspace(&[answer("The mainland", "yes"), answer("The islands", "partly")].join("\n"));
    let states = states(&workspace, &[]);
    // What holds for parts says nothing of the whole country.
    assert_eq!(
        states[1..4],
        ["possession:  unanswered -", "possession: partly answered 2025", "possession: yes answered 2025"]
    );
    let shown = workspace.run(&["show", "XEX/offences"]).stdout;
    assert!(shown.contains("possession (the whole country)"), "{shown}");
    assert!(shown.contains("1 of 2 answered with proof"), "parts are no criteria: {shown}");
    let run = workspace.run(&["compare", "criterion:possession"]);
    assert!(run.stdout.contains("Exampleland (The islands)"), "{}", run.stdout);
}

#[test]
fn countries_side_by_side_as_of_a_day() {
    let run = shipped(&["compare", "criterion:opsc_ratified", "--json"]);
    let rows = run.rows();
    let row = |code: &str| rows.iter().find(|r| r["country"] == code).unwrap_or_else(|| panic!("no {code}"));
    let dated = rows.iter().filter(|r| r["dated"].is_string()).count();
    assert_eq!(dated, 13, "thirteen of the fourteen ratified, each with its day");
    assert_eq!((&row("PHL")["answer"], &row("PHL")["dated"]), (&"ratified".into(), &"2002-05-28".into()));
    assert_eq!((&row("KEN")["answer"], &row("KEN")["as_of"]), (&"not_ratified".into(), &"2019".into()));
    assert_eq!(row("ARM")["state"], "unanswered");
    let before = shipped(&["compare", "criterion:opsc_ratified", "--at", "2003-01-01"]);
    insta::assert_snapshot!(before.all(), @"
    Has the country ratified or acceded to the Optional Protocol on the sale of children? As of 2003-01-01

    country      answer    state     dated       as of  source
    ───────────  ────────  ────────  ──────────  ─────  ──────────
    Cambodia     ratified  answered  2002-05-30  2015   github.com
    Namibia      ratified  answered  2002-04-16  2015   github.com
    Philippines  ratified  answered  2002-05-28  2015   github.com
    Rwanda       ratified  answered  2002-03-14  2015   github.com
    Uganda       ratified  answered  2001-11-30  2015   github.com
    Viet Nam     ratified  answered  2001-12-20  2015   github.com

    * unanswered, which is not a no: Armenia, Brazil, Colombia, Dominican Republic, Ethiopia, Indonesia,
      Jordan, Kenya, Malaysia, Mexico, Montenegro, Morocco, Mozambique, North Macedonia, Pakistan,
      Serbia, South Africa, Tanzania, Thailand, Tunisia
    --- stderr ---

    --- exit 0 ---
    ");
    let matrix = shipped(&["compare", "desk_review/law_and_policy/international", "--at", "2010"]);
    insta::assert_snapshot!(matrix.all(), @"
    International commitments, as of 2010

    criterion                  KHM       ETH       IDN       KEN       MYS       MOZ       NAM
    ─────────────────────────  ────────  ────────  ────────  ────────  ────────  ────────  ────────
    crc_ratified               ratified  ratified  ratified  ratified  ratified  ratified  ratified
    opsc_ratified              ratified                                          ratified  ratified
    palermo_protocol_ratified  ratified            ratified  ratified  ratified  ratified  ratified

    criterion                  PHL       RWA       ZAF       TZA       THA       UGA       VNM
    ─────────────────────────  ────────  ────────  ────────  ────────  ────────  ────────  ────────
    crc_ratified               ratified  ratified  ratified  ratified  ratified  ratified  ratified
    opsc_ratified              ratified  ratified  ratified  ratified  ratified  ratified  ratified
    palermo_protocol_ratified  ratified  ratified  ratified  ratified

    * ? a lead, not yet proof · ~ stale · a / b sources or reviewers disagree · – not asked there ·
      empty: unanswered, which is not a no
    * 9 of 12 criteria are answered by no country
    * no answer is held: Armenia, Brazil, Colombia, Dominican Republic, Jordan, Mexico, Montenegro,
      Morocco, North Macedonia, Pakistan, Serbia, Tunisia
    * countries stand in alphabetical order; no ranking is implied
    --- stderr ---

    --- exit 0 ---
    ");
}

#[test]
fn coverage_counts_proof_and_not_leads() {
    let run = shipped(&["show", "KEN/desk_review/law_and_policy/international"]);
    insta::assert_snapshot!(run.all(), @"
    Law and policy in Kenya

    Law and policy: 6 of 11 answered with proof, 1 of them stale, 1 known by a lead only, 4 unanswered.

    International commitments  answer        state     as of  source
    ─────────────────────────  ────────────  ────────  ─────  ─────────────────
    crc_ratified               ratified      answered  2019   github.com
    opsc_ratified              not_ratified  stale     2019   github.com
    ilo_182_ratified           ratified      answered  2019   github.com
    palermo_protocol_ratified  ratified      answered  2019   github.com
    budapest_convention        invited       answered  2024   nc4.go.ke
    african_charter_ratified   ratified      lead      2016   acerwc.org
    malabo_convention          not_ratified  answered  2023   directionsblog.eu

    Unanswered: opsc_report_status, opic_ratified, lanzarote_convention, un_cybercrime_convention.

    * budapest_convention: a lead says otherwise: not_ratified (coe.int, unknown)
    * read by 2 reviewers: 0 of 6 answers with proof
    * stale: of a value that may change, and 5 years old or more
    --- stderr ---

    --- exit 0 ---
    ");
}

#[test]
fn what_cannot_be_true_is_an_error_at_its_field() {
    let bad = |fields: &str| {
        let workspace = workspace(&format!(
            "  answer \"treaty_ratified\" {{\n    {fields},\n    source = \"https://example.org/\",\n  }},"
        ));
        let run = workspace.run(&["check"]);
        assert_eq!(run.code, 2, "{}", run.all());
        run.stderr
    };
    insta::assert_snapshot!(bad("value = \"ratified\", as_of = \"1999\""), @r#"
    countries/exampleland/law.lua:3:33: error: 1999 is before "The treaty" existed (2000-05-25)
      3 |     value = "ratified", as_of = "1999",
        |                                 ^^^^^^
      = its date stands at methodology/init.lua:14

    countries/exampleland/law.lua:2: warning: the answer to 'treaty_ratified' has no reviewer and no second_reviewer
      2 |   answer "treaty_ratified" {
    "#);
    insta::assert_snapshot!(bad("value = \"ratified\", as_of = \"2015\",\n    dated = \"1995-01-01\""), @r#"
    countries/exampleland/law.lua:4:13: error: 1995-01-01 is before "The treaty" existed (2000-05-25)
      4 |     dated = "1995-01-01",
        |             ^^^^^^^^^^^^
      = its date stands at methodology/init.lua:14

    countries/exampleland/law.lua:2: warning: the answer to 'treaty_ratified' has no reviewer and no second_reviewer
      2 |   answer "treaty_ratified" {
    "#);
    insta::assert_snapshot!(bad("value = \"ratified\", as_of = \"2015\",\n    in_force_since = \"2016\""), @r#"
    countries/exampleland/law.lua:3:33: error: 'treaty_ratified' is answered for a day on which it was not yet in force
      3 |     value = "ratified", as_of = "2015",
        |                                 ^^^^^^
      = in_force_since is 2016, as_of is 2015

    countries/exampleland/law.lua:2: warning: the answer to 'treaty_ratified' has no reviewer and no second_reviewer
      2 |   answer "treaty_ratified" {
    "#);
    insta::assert_snapshot!(bad("value = \"ratified\", as_of = \"2015\",\n    retrieved = \"2014\""), @r#"
    countries/exampleland/law.lua:4:17: error: 'treaty_ratified' is answered for a day after the source was read
      4 |     retrieved = "2014",
        |                 ^^^^^^
      = as_of is 2015, retrieved is 2014

    countries/exampleland/law.lua:2: warning: the answer to 'treaty_ratified' has no reviewer and no second_reviewer
      2 |   answer "treaty_ratified" {
    "#);
    insta::assert_snapshot!(bad("value = \"ratified\", as_of = \"2027\""), @r#"
    countries/exampleland/law.lua:2: error: as_of of 'treaty_ratified' is 2027, which has not come yet
      2 |   answer "treaty_ratified" {

    countries/exampleland/law.lua:2: warning: the answer to 'treaty_ratified' has no reviewer and no second_reviewer
      2 |   answer "treaty_ratified" {
    "#);
    insta::assert_snapshot!(bad("value = \"ratified\", as_of = \"lately\""), @r#"
    countries/exampleland/law.lua:3:33: error: 'lately' is no date or year
      3 |     value = "ratified", as_of = "lately",
        |                                 ^^^^^^^^
      = as_of = "2024" or "2024-10-09": the day the answer is true for; "unknown" where the source does
        not say

    countries/exampleland/law.lua:2: warning: the answer to 'treaty_ratified' has no reviewer and no second_reviewer
      2 |   answer "treaty_ratified" {

    countries/exampleland/law.lua:2: warning: the answer to 'treaty_ratified' is not proved: it lacks as_of
      2 |   answer "treaty_ratified" {
    "#);
    insta::assert_snapshot!(bad("value = \"ratified\", as_of = \"2015\",\n    instrument = \"the_treety\""), @r#"
    countries/exampleland/law.lua:4:18: error: there is no legal_instrument 'the_treety'
      4 |     instrument = "the_treety",
        |                  ^^^^^^^^^^^^
      = valid here: treaty
      = declare it, or write its title

    countries/exampleland/law.lua:2: warning: the answer to 'treaty_ratified' has no reviewer and no second_reviewer
      2 |   answer "treaty_ratified" {
    "#);
    insta::assert_snapshot!(bad("value = \"ratified\", as_of = \"2015\",\n    dated = \"30 Jul 1990\""), @r#"
    countries/exampleland/law.lua:4:13: error: answer "treaty_ratified": 'dated' is "30 Jul 1990"; a date is written YYYY, YYYY-MM or YYYY-MM-DD
      4 |     dated = "30 Jul 1990",
        |             ^^^^^^^^^^^^^
    "#);
}

#[test]
fn a_no_without_a_search_a_bill_and_an_untranslated_text_are_refused() {
    let bad = |fields: &str| {
        let run = workspace(&possession(&format!(
            "as_of = \"2025\", source = \"https://example.org/\",\n    {fields}"
        )))
        .run(&["check"]);
        assert_eq!(run.code, 2, "{}", run.all());
        run.stderr
    };
    insta::assert_snapshot!(bad("value = \"no\""), @r#"
    countries/exampleland/law.lua:4:13: error: the answer "no" to 'possession' does not say where was looked
      4 |     value = "no",
        |             ^^^^
      = a 'no' needs search = "…": what was searched and how; or mark it a lead = "…"

    countries/exampleland/law.lua:2: warning: the answer to 'possession' has no reviewer and no second_reviewer
      2 |   answer "possession" {

    countries/exampleland/law.lua:2: warning: the answer to 'possession' is not proved: it lacks retrieved, search
      2 |   answer "possession" {
    "#);
    insta::assert_snapshot!(bad("value = \"yes\",\n    status = \"bill\""), @r#"
    countries/exampleland/law.lua:5:14: error: the answer "yes" to 'possession' rests on no law: a bill is not law
      5 |     status = "bill",
        |              ^^^^^^
      = answer what holds today and name the text in the note; or mark it a lead = "…"

    countries/exampleland/law.lua:2: warning: the answer to 'possession' has no reviewer and no second_reviewer
      2 |   answer "possession" {

    countries/exampleland/law.lua:2: warning: the answer to 'possession' is not proved: it lacks instrument, article, quote, retrieved
      2 |   answer "possession" {
    "#);
    insta::assert_snapshot!(bad("value = \"yes\", language = \"sw\",\n    quote = \"Maandishi.\""), @r#"
    countries/exampleland/law.lua:5:13: error: the text is in 'sw' and has no translation
      5 |     quote = "Maandishi.",
        |             ^^^^^^^^^^^^
      = add translation = "…"; the verbatim text stays beside it

    countries/exampleland/law.lua:2: warning: the answer to 'possession' has no reviewer and no second_reviewer
      2 |   answer "possession" {

    countries/exampleland/law.lua:2: warning: the answer to 'possession' is not proved: it lacks instrument, article, retrieved
      2 |   answer "possession" {
    "#);
    insta::assert_snapshot!(bad("value = \"yes\",\n    in_practice = \"no\""), @r#"
    countries/exampleland/law.lua:5:19: error: what is done in practice has no source
      5 |     in_practice = "no",
        |                   ^^^^
      = law on the books is not practice: add practice_source = "…"

    countries/exampleland/law.lua:2: warning: the answer to 'possession' has no reviewer and no second_reviewer
      2 |   answer "possession" {

    countries/exampleland/law.lua:2: warning: the answer to 'possession' is not proved: it lacks instrument, article, quote, retrieved
      2 |   answer "possession" {
    "#);
    insta::assert_snapshot!(bad("value = \"yes\", reviewer = \"a\",\n    second_reviewer = \"a\""), @r#"
    countries/exampleland/law.lua:5:23: error: 'a' is reviewer and second reviewer
      5 |     second_reviewer = "a",
        |                       ^^^
      = the second reviewer answers on their own; leave it out until someone did

    countries/exampleland/law.lua:2: warning: the answer to 'possession' is not proved: it lacks instrument, article, quote, retrieved
      2 |   answer "possession" {
    "#);
    insta::assert_snapshot!(bad("value = \"yes\",\n    second_value = \"maybe\""), @r#"
    countries/exampleland/law.lua:5:20: error: 'maybe' is no answer on the scale 'ypnu'
      5 |     second_value = "maybe",
        |                    ^^^^^^^
      = valid here: yes, partly, no, unknown
    "#);
}

#[test]
fn two_answers_of_one_source_for_one_day_are_a_slip() {
    let answer = possession(&format!("value = \"yes\", as_of = \"2025\", {PROOF}"));
    let workspace = workspace(&[answer.clone(), answer.replace("\"yes\"", "\"partly\"")].join("\n"));
    let run = workspace.run(&["check"]);
    assert_eq!(run.code, 2);
    insta::assert_snapshot!(run.stderr, @r#"
    countries/exampleland/law.lua:6:10: error: 'possession' is answered twice by one source, as of 2025
      6 |   answer "possession" {
        |          ^^^^^^^^^^^^
      = first answered at countries/exampleland/law.lua:2
      = where two reviewers differ, write second_value; where it is about a part of the country, about =
        "…"

    countries/exampleland/law.lua:2: warning: 'possession' is disputed: sources disagree: yes against partly
      2 |   answer "possession" {
    "#);
}

#[test]
fn law_and_practice_stand_apart() {
    let workspace = workspace(&possession(&format!(
        "value = \"yes\", as_of = \"2025\", {PROOF}, in_practice = \"partly\", practice_source = \"https://example.org/study\""
    )));
    let run = workspace.run(&["show", "XEX/desk_review"]);
    assert!(run.stdout.contains("possession: yes on the books, partly in practice"), "{}", run.stdout);
}

#[test]
fn a_finding_rests_on_proof_and_not_on_a_dispute() {
    let finding = "return findings {\n  finding \"f\" {\n    claim = \"It is ratified\",\n    holds_if = \"treaty_ratified == ratified\",\n    rests_on = { \"criterion:treaty_ratified\" },\n  },\n}\n";
    let one = r#"  answer "treaty_ratified" { value = "ratified", as_of = "2025", source = "https://one.example.org/" },"#;
    let two = r#"  answer "treaty_ratified" { value = "not_ratified", as_of = "2025", source = "https://two.example.org/" },"#;
    let verdict = |answers: &str| {
        let workspace = workspace(answers);
        workspace.write("countries/exampleland/findings.lua", finding);
        workspace.run(&["finding", "XEX", "--json"]).rows()[0]["verdict"]
            .as_str()
            .expect("a verdict")
            .to_string()
    };
    assert_eq!(verdict(one), "holds");
    assert_eq!(verdict(two), "does not hold");
    assert_eq!(verdict(&format!("{one}\n{two}")), "cannot tell");
    assert_eq!(verdict(""), "cannot tell");
}

/// Which criterion a topic of the list of legal facts belongs to.
const TOPICS: &[(&str, &str)] = &[
    ("CRC-OPAC", ""),
    ("ILO C138", ""),
    ("CRC-OPSC", "opsc_ratified"),
    ("CRC-OPIC", "opic_ratified"),
    ("CRC ", "crc_ratified"),
    ("ILO C182", "ilo_182_ratified"),
    ("Palermo", "palermo_protocol_ratified"),
    ("Prohibition of Child Trafficking", "child_trafficking"),
    ("Prohibition of Commercial", "exploitation_in_prostitution"),
    ("ACRWC", "african_charter_ratified"),
    ("Budapest", "budapest_convention"),
    ("Malabo", "malabo_convention"),
    ("IWF", "hotline_or_portal"),
    ("Hotline", "hotline_or_portal"),
    ("Age of sexual consent", "age_of_consent"),
    ("Child helpline", "child_helpline"),
    ("CSAM law", "csam_defined"),
];

#[test]
fn every_legal_fact_is_attached_or_listed_with_why_not() {
    let file = crate::common::repository().join("tests/data/legal_facts.csv");
    let mut reader = csv::ReaderBuilder::new().flexible(true).from_path(file).expect("the facts");
    let (mut attached, mut aside) = (0, 0);
    let mut shown = std::collections::HashMap::new();
    for record in reader.records() {
        let record = record.expect("a row");
        let (code, topic, source) = (&record[0], &record[1], record[4].trim().to_string());
        let (_, criterion) =
            TOPICS.iter().find(|(start, _)| topic.starts_with(start)).unwrap_or_else(|| panic!("{topic}"));
        let json = shown
            .entry(code.to_string())
            .or_insert_with(|| shipped(&["show", &format!("{code}/desk_review"), "--json"]).json());
        if criterion.is_empty() {
            let notes = json["notes"].as_array().expect("notes");
            let said = |n: &&serde_json::Value| {
                n.as_str().is_some_and(|n| n.starts_with("attached to no answer") && n.contains(&source))
            };
            assert!(notes.iter().any(|n| said(&n)), "{code} {topic}");
            aside += 1;
            continue;
        }
        let rows = json["rows"].as_array().expect("rows");
        let held = rows
            .iter()
            .filter(|r| r["criterion"] == **criterion)
            .flat_map(|r| r["history"].as_array().expect("a history"))
            .any(|a| a["source"] == source);
        assert!(held, "{code} {topic} from {source}");
        attached += 1;
    }
    assert_eq!((attached, aside), (175, 46));
}

#[test]
fn points_are_a_range_while_answers_are_missing() {
    let workspace = workspace(&format!(
        "{}\n{}",
        possession(&format!("value = \"yes\", as_of = \"2025\", {PROOF}")),
        possession(
            "value = \"yes\", as_of = \"2025\", lead = \"a newspaper\", source = \"https://example.org/n\""
        )
        .replace("possession", "access"),
    ));
    workspace.write(
        "methodology/rubrics.lua",
        "return {\n  rubric \"law_points\" \"Points of the law\" {\n    of = \"law\",\n    credit \"a\" \"Possession\" { when = \"possession == yes\" },\n    credit \"b\" \"Access\" { when = \"access == yes\", worth = 2 },\n    credit \"c\" \"Access in part\" { when = \"access == partly\" },\n  },\n}\n",
    );
    insta::assert_snapshot!(workspace.run(&["show", "XEX/rubric:law_points"]).all(), @"
    Points of the law

    in Exampleland  1 to 3 of 3
    reads           desk_review/law
    declared at     methodology/rubrics.lua:2

    credit          when               worth  here
    ──────────────  ─────────────────  ─────  ───────────────────────────
    Possession      possession == yes      1  counts
    Access          access == yes          2  cannot tell: 'access': lead
    Access in part  access == partly       1  cannot tell: 'access': lead
    --- stderr ---

    --- exit 0 ---
    ");
    let row = &workspace.run(&["compare", "rubric:law_points", "--json"]).rows()[0];
    assert_eq!((&row["low"], &row["high"], &row["most"]), (&1.into(), &3.into(), &3.into()));
    workspace.replace("methodology/rubrics.lua", "possession == yes", "posession == yes");
    insta::assert_snapshot!(workspace.run(&["check"]).stderr, @r#"
    methodology/rubrics.lua:4:39: error: in 'when': unknown name 'posession'
      4 |     credit "a" "Possession" { when = "posession == yes" },
        |                                       ^^^^^^^^^
      = did you mean 'possession'?
      = valid here: treaty_ratified, possession, access

    countries/exampleland/law.lua:6: warning: the answer to 'access' has no reviewer and no second_reviewer
      6 |   answer "access" {

    countries/exampleland/law.lua:6: warning: the answer to 'access' is not proved: it is a lead; it lacks instrument, article, quote, retrieved
      6 |   answer "access" {
    "#);
}

#[test]
fn units_are_assessed_by_level_with_what_they_lack_and_need() {
    let workspace = Workspace::shipped();
    workspace.write(
        "countries/kenya/capacity.lua",
        "return answers \"law_enforcement_interviews/capacity_needs\" {
  answer \"unit_training\" {
    about = \"National unit\", value = \"phase_2\", as_of = \"2025\", from = \"document\",
    source = \"https://example.org/annual-report\", reviewer = \"analyst\",
    gap = \"Training once, not again at intervals.\", need = \"A yearly course.\",
  },
  answer \"unit_staff\" {
    about = \"National unit\", value = \"phase_1\", as_of = \"2025\",
    source = \"https://example.org/annual-report\", reviewer = \"analyst\",
  },
}\n",
    );
    let run = workspace.run(&["show", "KEN/capacity_needs"]);
    let tables = run.stdout.split("Capacity needs of units: 1").nth(1).expect("the assessment");
    insta::assert_snapshot!(tables, @"
     of 11 answered with proof, 1 known by a lead only, 9 unanswered.

    Mandate and organisation: unanswered: unit_mandate, unit_procedures.

    People                         Phase 1  Phase 2   Phase 3  Phase 4  as of  source
    ─────────────────────────────  ───────  ────────  ───────  ───────  ─────  ───────────
    unit_staff (National unit)     lead                                 2025   example.org
    unit_training (National unit)           answered                    2025   example.org

    Unanswered: unit_welfare.

    Tools: unanswered: unit_equipment, unit_databases, unit_records.

    Victims and partners: unanswered: unit_victim_support, unit_cooperation_abroad,
    unit_cooperation_at_home.

    unit           criterion      gap                                     need              from
    ─────────────  ─────────────  ──────────────────────────────────────  ────────────────  ────────
    National unit  unit_training  Training once, not again at intervals.  A yearly course.  document

    * read by a reviewer: 1 of 1 answers with proof
    ");
}

/// The verdict of a finding on `possession`, and why.
fn verdict(answers: &str, holds_if: &str) -> (String, String) {
    let workspace = workspace(answers);
    workspace.write(
        "countries/exampleland/findings.lua",
        &format!("return findings {{\n  finding \"f\" {{\n    claim = \"A claim\",\n    holds_if = \"{holds_if}\",\n    rests_on = {{ \"criterion:possession\" }},\n  }},\n}}\n"),
    );
    let row = workspace.run(&["finding", "XEX", "--json"]).rows()[0].clone();
    let text = |k: &str| row[k].as_str().expect("a text").to_string();
    (text("verdict"), text("because"))
}

#[test]
fn a_finding_names_what_its_answer_hides() {
    let yes = possession(&format!("value = \"yes\", as_of = \"2025\", {PROOF}"));
    let disputed = possession(&format!("value = \"yes\", as_of = \"2025\", {PROOF}, second_value = \"no\""));
    assert_eq!(verdict(&disputed, "possession == yes").0, "cannot tell");
    assert_eq!(verdict(&disputed, "not held(possession)").0, "does not hold");
    let part = possession(&format!("about = \"The islands\", value = \"partly\", as_of = \"2025\", {PROOF}"));
    let (holds, because) = verdict(&format!("{yes}\n{part}"), "possession == yes");
    assert_eq!(holds, "holds");
    assert!(because.contains("possession in The islands: partly (answered)"), "{because}");
    let old = possession(&format!("value = \"yes\", as_of = \"2015\", {PROOF}"));
    let (_, because) = verdict(&old, "possession == yes");
    assert!(because.contains("as of 2015: not looked at again for 10 years"), "{because}");
    let lead = possession(
        "value = \"no\", as_of = \"2026-01-01\", lead = \"a newspaper\", source = \"https://example.org/news\"",
    );
    let (_, because) = verdict(&format!("{yes}\n{lead}"), "possession == yes");
    assert!(because.contains("a lead on possession says otherwise: no"), "{because}");
}

#[test]
fn strict_passes_neither_a_dispute_nor_a_stale_answer() {
    for (fields, said) in [
        (format!("value = \"yes\", as_of = \"2025\", {PROOF}, second_value = \"no\""), "is disputed"),
        (format!("value = \"yes\", as_of = \"2015\", {PROOF}"), "is to be looked at again"),
    ] {
        let run = workspace(&possession(&fields)).run(&["check", "--strict"]);
        assert_eq!(run.code, 1, "{}", run.all());
        assert!(run.stderr.contains(said), "{}", run.all());
    }
}

#[test]
fn the_day_of_a_lead_is_no_day_of_proof() {
    let proof = possession(&format!("value = \"yes\", as_of = \"2025\", {PROOF}"));
    let lead = possession(
        "value = \"yes\", as_of = \"2025\", dated = \"1999-01-01\", lead = \"a blog\", source = \"https://example.org/blog\"",
    );
    let rows =
        workspace(&format!("{lead}\n{proof}")).run(&["compare", "criterion:possession", "--json"]).rows();
    assert_eq!((&rows[0]["state"], &rows[0]["dated_state"]), (&"answered".into(), &"not stated".into()));
}

#[test]
fn a_day_that_may_be_before_the_law_is_not_claimed() {
    let workspace = workspace(&possession(&format!(
        "value = \"yes\", as_of = \"2025\", in_force_since = \"2018\", {PROOF}"
    )));
    let at = |day: &str| states(&workspace, &["--at", day])[1].clone();
    assert_eq!(at("2018-01-01"), "possession:  unanswered -");
    assert_eq!(at("2018"), "possession: yes answered 2025");
    // An answer as of this year holds today.
    let this_year = self::workspace(&possession(&format!(
        "value = \"yes\", as_of = \"2026\", {}",
        PROOF.replace("2025-06-01", "2026-02-01")
    )));
    assert_eq!(states(&this_year, &[])[1], "possession: yes answered 2026");
    let run = workspace.run(&["show", "XEX/desk_review", "--at", "2099"]);
    insta::assert_snapshot!(run.all(), @"
    --- stderr ---
    error: 2099 has not come yet
      = nobody knows what will be answered then; leave the day out for today
    --- exit 2 ---
    ");
}

#[test]
fn one_source_that_tells_of_an_old_and_a_new_law_is_no_dispute() {
    let law = |value: &str, since: &str| {
        possession(&format!("value = \"{value}\", as_of = \"2025\", in_force_since = \"{since}\", {PROOF}"))
    };
    let both = workspace(&format!("{}\n{}", law("partly", "1990"), law("yes", "2018")));
    assert_eq!(states(&both, &[])[1], "possession: yes answered 2025");
    assert_eq!(states(&both, &["--at", "2000"])[1], "possession: partly answered 2025");
    // What was overtaken within a year is not revived by an answer for the year.
    let act = |value: &str, as_of: &str, n: u8| {
        possession(&format!(
            "value = \"{value}\", as_of = \"{as_of}\", search = \"the code\", {}",
            PROOF.replace("/act", &format!("/{n}"))
        ))
    };
    let year = workspace(
        &[act("no", "2024-02-01", 1), act("yes", "2024-09-01", 2), act("yes", "2024", 3)].join("\n"),
    );
    assert_eq!(states(&year, &[])[1], "possession: yes answered 2024");
}

#[test]
fn what_stands_for_nothing_proves_nothing() {
    for (from, to) in [
        ("\"A person who possesses commits an offence.\"", "\"-\""),
        ("\"The Act\"", "\"n/a\""),
        ("\"s. 3\"", "\"tbd\""),
    ] {
        let fields = format!("value = \"yes\", as_of = \"2025\", {}", PROOF.replace(from, to));
        assert_eq!(states(&workspace(&possession(&fields)), &[])[1], "possession: yes lead 2025", "{to}");
    }
    // A no is proved by the search, whatever is quoted.
    let no = workspace(&possession(&format!("value = \"no\", as_of = \"2025\", {PROOF}")));
    assert_eq!(states(&no, &[])[1], "possession: no lead 2025");
    let bad = |fields: &str| workspace(&possession(fields)).run(&["check"]).stderr;
    let script = bad("value = \"yes\", as_of = \"2025\", source = \"javascript:alert(1)\"");
    assert!(script.contains("is neither a web address (https://…) nor a reference in words"), "{script}");
    let same = bad(&format!(
        "value = \"yes\", as_of = \"2025\", {}",
        PROOF.replace("second analyst", " Legal Analyst ")
    ));
    assert!(same.contains("is reviewer and second reviewer"), "{same}");
}

#[test]
fn what_is_not_yet_in_force_is_no_answer() {
    let workspace = workspace(&possession(&format!(
        "value = \"yes\", as_of = \"2025\", {}",
        PROOF.replace("\"The Act\"", "\"late_act\"")
    )));
    workspace.write(
        "countries/exampleland/acts.lua",
        "return { legal_instrument \"late_act\" \"Late Act\" { kind = \"statute\", adopted = \"2024-01-01\", in_force = \"2030-01-01\" } }",
    );
    let run = workspace.run(&["check"]);
    insta::assert_snapshot!(run.stderr, @r#"
    countries/exampleland/law.lua:3:28: error: 'possession' rests on "Late Act" as of 2025, which is in force since 2030-01-01
      3 |     value = "yes", as_of = "2025", instrument = "late_act", article = "s. 3", quote = "A person who possesses …
        |                            ^^^^^^
      = its date stands at countries/exampleland/acts.lua:1
      = what is not yet in force binds nobody: answer what holds, with status = "not_yet_in_force" on
        what is to come
    "#);
}

#[test]
fn why_says_which_side_of_a_dispute_an_answer_is() {
    let answers = [
        possession(&format!("value = \"yes\", as_of = \"2025\", {PROOF}, second_value = \"no\"")),
        possession(&format!("about = \"The islands\", value = \"yes\", as_of = \"2025\", {PROOF}")),
    ];
    let workspace = workspace(&answers.join("\n"));
    insta::assert_snapshot!(workspace.run(&["why", "XEX/criterion:possession"]).all(), @"
    address          XEX/criterion:possession
    question         Is possession an offence?
    answer           yes
    state            disputed
    as of            2025
    instrument       The Act
    article          s. 3
    text             A person who possesses commits an offence.
    reviewer         legal analyst
    second reviewer  second analyst
    who answers      no
    retrieved        2025-06-01
    source           https://example.org/act
    written at       countries/exampleland/law.lua:2

    address          XEX/criterion:possession
    question         Is possession an offence?
    answer           yes
    state            answered
    as of            2025
    about            The islands
    instrument       The Act
    article          s. 3
    text             A person who possesses commits an offence.
    reviewer         legal analyst
    second reviewer  second analyst
    retrieved        2025-06-01
    source           https://example.org/act
    written at       countries/exampleland/law.lua:6

    * disputed: two reviewers disagree; both stand
    * possession in The islands: yes (answered)
    --- stderr ---

    --- exit 0 ---
    ");
    let rows = workspace.run(&["show", "XEX/criterion:possession", "--json"]).rows();
    assert!(rows.iter().any(|r| r["state"] == "disputed"), "{rows:?}");
}
