//! `plot(result)`: what is drawn, and what never is.

use crate::common::{Run, Workspace, dh_in};

/// A script run in the repository, as a person sees it.
fn plotted(script: &str, environment: &[(&str, &str)]) -> Run {
    let workspace = Workspace::shipped();
    workspace.write("scripts/plotted.lua", script);
    let mut command = dh_in(workspace.path(), &["run", "scripts/plotted.lua"]);
    let output = command.envs(environment.iter().copied()).output().expect("a run");
    Run {
        stdout: String::from_utf8_lossy(&output.stdout).into_owned(),
        stderr: String::from_utf8_lossy(&output.stderr).into_owned(),
        code: output.status.code().unwrap_or(-1),
    }
}

/// The picture alone: up to the notes.
fn picture(script: &str, environment: &[(&str, &str)]) -> String {
    let run = plotted(script, environment);
    assert_eq!(run.code, 0, "{}", run.all());
    run.stdout.lines().take_while(|l| !l.starts_with("* ")).collect::<Vec<_>>().join("\n")
}

#[test]
fn intervals_are_whiskers() {
    insta::assert_snapshot!(picture("print(plot(compare \"published:tfcsea_any_12m_all\"))", &[]), @"
    Any technology-facilitated CSEA in the past year, among all children

    Cambodia     11.9 %  │███████████████████├───●───┤
    Ethiopia      4.6 %  │██████├─●──┤
    Indonesia     6.1 %  │████████├──●───┤
    Kenya        14.5 %  │████████████████████████├───●───┤
    Malaysia      9.6 %  │██████████████├───●────┤
    Mozambique   14.5 %  │███████████████████████├────●────┤
    Namibia      16.2 %  │██████████████████████████├────●────┤
    Philippines  27.1 %  │█████████████████████████████████████████████├──────●──────┤
    Tanzania      5.2 %  │███████├──●──┤
    Thailand     15.6 %  │█████████████████████████├────●────┤
    Uganda       11.1 %  │█████████████████├───●───┤
    Viet Nam      4.9 %  │███████├─●──┤
                         0 ──────────────────────────────────────────────────────────────────────── 40 %
    ");
}

#[test]
fn leads_and_unexplained_ranges_are_never_drawn_and_notes_say_so() {
    let run = plotted("print(plot(compare \"published:ocsea_clear_12m\"))", &[("DH_ASCII", "1")]);
    insta::assert_snapshot!(run.stdout.lines().take(21).collect::<Vec<_>>().join("\n"), @"
    Subjected to clear examples of OCSEA in the past year

    Cambodia              11 %  |#######################################
    Ethiopia              10 %  |####################################
    Indonesia     at least 2 %  |#######
    Malaysia      at least 4 %  |##############
    Mozambique            13 %  |##############################################
    Namibia                9 %  |################################
    Philippines           20 %  |#######################################################################
    South Africa  7-10 %: range only
    Tanzania               4 %  |##############
    Thailand               9 %  |################################
    Viet Nam               1 %  |####
                                0 ----------------------------------------------------------------- 20 %

    * known only from the press, so never drawn: Kenya
    * a range that is no interval of uncertainty is printed, not drawn: South Africa
    * drawn at the number, though the source says more or less than it: Indonesia, Malaysia
    * no figure held, which is not a zero: Armenia, Brazil, Colombia, Dominican Republic, Jordan,
      Mexico, Montenegro, Morocco, North Macedonia, Pakistan, Rwanda, Serbia, Tunisia, Uganda
    * Phase 1, as a whole: 1–20 % (range over countries); a pooled statement, no country
    ");
    let drawn: Vec<&str> = run.stdout.lines().take_while(|l| !l.starts_with("* ")).collect();
    assert!(!drawn.iter().any(|l| l.starts_with("Kenya")), "{drawn:?}");
    assert!(drawn.iter().any(|l| l.starts_with("South Africa") && !l.contains('|')), "{drawn:?}");
}

#[test]
fn series_are_lines_with_their_ends_in_numbers_and_gaps_for_missing_rates() {
    let script = "print(plot(compare(\"series:cybertips\", { rate = \"internet_users\" })))";
    insta::assert_snapshot!(picture(script, &[("LANG", "en_GB.UTF-8")]), @"
    CyberTipline reports concerning the country: per 100,000 internet users

    Armenia             denominator not available
    Brazil              denominator not available
    Cambodia            ▃▃▃ ▄▄▄ ███ ▅▅▅       1,078.8 in 2019 → 2,396.3 in 2022
    Colombia            denominator not available
    Dominican Republic  denominator not available
    Ethiopia            ███ ███ ▃▃▃ ▅▅▅       82.4 in 2019 → 46.6 in 2022
    Indonesia           ▅▅▅ ▅▅▅ ███ ███ ███   653.5 in 2019 → 1,002.5 in 2023
    Jordan              denominator not available
    Kenya               ███ ███ ▇▇▇ ███       110.7 in 2019 → 98.6 in 2022
    Malaysia            ▇▇▇ ▇▇▇ ███ ▆▆▆ ▆▆▆   664.1 in 2019 → 583.7 in 2023
    Mexico              denominator not available
    Montenegro          denominator not available
    Morocco             denominator not available
    Mozambique          ▅▅▅ ▆▆▆ ▅▅▅ ███       105.7 in 2019 → 176.1 in 2022
    Namibia             ███ ▆▆▆ ▆▆▆ ███       73.6 in 2019 → 82.5 in 2022
    North Macedonia     denominator not available
    Pakistan            denominator not available
    Philippines         ▄▄▄ ▅▅▅ ███ ▆▆▆       1,687.1 in 2019 → 2,964.1 in 2022
    Rwanda              ▆▆▆ ███ ▆▆▆ ▇▇▇       31.8 in 2019 → 38.3 in 2022
    Serbia              denominator not available
    South Africa        ▄▄▄ ███ ▄▄▄ ▆▆▆       93.9 in 2019 → 184.2 in 2022
    Tanzania            ███ ▅▅▅ ▅▅▅ ▆▆▆       62 in 2019 → 40.1 in 2022
    Thailand            ▇▇▇ ▆▆▆ ███ ▇▇▇ ▆▆▆   747.8 in 2019 → 672.7 in 2023
    Tunisia             denominator not available
    Uganda              ███ ███ ▄▄▄           192.5 in 2019 → 99 in 2021
    Viet Nam            ▄▄▄ ███ ▇▇▇ ███ ▅▅▅   577.2 in 2019 → 690.8 in 2023
    ");
}

#[test]
fn one_country_or_one_period_is_drawn_as_bars() {
    insta::assert_snapshot!(picture("print(plot(why \"KEN/series:cybertips\"))", &[]), @"
    CyberTipline reports concerning the country

    2019  12,788  │█████████████████████▊
    2020  14,434  │████████████████████████▌
    2021  17,983  │██████████████████████████████▋
    2022  21,745  │█████████████████████████████████████
    2023  46,030  │██████████████████████████████████████████████████████████████████████████████▎
                  0 ───────────────────────────────────────────────────────────────────── 50,000 reports
    ");
    let script = "print(plot(compare(\"series:cybertips\", { period = 2023 })))";
    assert!(picture(script, &[]).contains("\nKenya                  46,030  │"), "{}", picture(script, &[]));
}

#[test]
fn what_is_not_available_has_words_and_no_bar() {
    let shown = picture("print(plot(compare \"indicator:tfcsea_children_scaled\"))", &[("LC_ALL", "C")]);
    assert!(shown.contains("\nRwanda              not available\n"), "{shown}");
    assert!(shown.contains('#') && !shown.contains('█'), "{shown}");
}

#[test]
fn what_has_no_numbers_is_refused() {
    let run = plotted("plot(compare \"criterion:child_helpline\")", &[]);
    insta::assert_snapshot!(run.all(), @r#"

    --- stderr ---
    scripts/plotted.lua:1: error: there is nothing to draw: no row of this compare has a number
      1 | plot(compare "criterion:child_helpline")
      = draw figures or a series: plot(compare "published:ocsea_clear_12m")
    --- exit 2 ---
    "#);
    let run = plotted("plot(3)", &[]);
    assert!(run.stderr.contains("plot takes the result of another function"), "{}", run.stderr);
}

#[test]
fn frequencies_are_bars_and_many_numbers_a_histogram_and_simulated_says_so() {
    let workspace = Workspace::with_store();
    let mut rows = crate::common::SIX.lines().next().expect("a header").to_string() + "\n";
    for n in 0..200 {
        let online = ["yes", "no", "dont_know"][n % 3];
        let hours = if online == "yes" { (n % 20).to_string() } else { String::new() };
        rows.push_str(&format!("N{n},2024-03-01,a,{},1,{},{online},{hours}\n", n % 10, 12 + n % 6));
    }
    workspace.write("many.csv", &rows);
    assert_eq!(workspace.run(&["import", "XEX/children", "many.csv", "--simulated"]).code, 0);
    workspace.write(
        "scripts/plots.lua",
        "print(plot(freq \"XEX/children/online\"))\nprint(plot(freq \"XEX/children/hours\"))\n",
    );
    insta::assert_snapshot!(workspace.run(&["run", "scripts/plots.lua"]).all(), @"
    SIMULATED: Do you use the internet?
    XEX/survey/children/online

    Yes         50 %  │█████████████████████████████████████████████████████████████████████████████████
    No          50 %  │█████████████████████████████████████████████████████████████████████████████████
    don't know  66 records
                      0 ─────────────────────────────────────────────────────────────────────────── 50 %

    * SIMULATED: made up by a program; says nothing about any child or country
    * workroom only; batch 1, audit head 929420fe67e7 (2 entries)
    SIMULATED: How many hours a day?
    XEX/survey/children/hours

    0–2    10.4  │██████████████████████████████████████████████████████████████████████████▉
    2–4    10.4  │██████████████████████████████████████████████████████████████████████████▉
    4–6    8.96  │████████████████████████████████████████████████████████████████▏
    6–8    10.4  │██████████████████████████████████████████████████████████████████████████▉
    8–10   10.4  │██████████████████████████████████████████████████████████████████████████▉
    10–12  8.96  │████████████████████████████████████████████████████████████████▏
    12–14  10.4  │██████████████████████████████████████████████████████████████████████████▉
    14–16  10.4  │██████████████████████████████████████████████████████████████████████████▉
    16–18  8.96  │████████████████████████████████████████████████████████████████▏
    18–20  10.4  │██████████████████████████████████████████████████████████████████████████▉
                 0 ──────────────────────────────────────────────────────────────────────────────── 12 %

    * % of those who answered, weighted; a bin holds its lower end, the last one both
    * SIMULATED: made up by a program; says nothing about any child or country
    * workroom only; batch 1, audit head 929420fe67e7 (2 entries)
    --- stderr ---

    --- exit 0 ---
    ");
}
