//! The questionnaire on paper, its codebook and the dossier of a country's
//! adaptation.

use crate::layers::changed;

fn page(changes: &str) -> String {
    let workspace = changed(changes);
    let run = workspace.run(&["export", "XEX/children", "--format", "html", "-o", "paper.html"]);
    assert_eq!(run.code, 0, "{}", run.all());
    workspace.read("paper.html")
}

/// The words of a page, without its tags.
fn words(page: &str) -> String {
    let body = page.split_once("<main>").map_or(page, |(_, b)| b);
    let mut out = String::new();
    let mut inside = false;
    for c in body.chars() {
        match c {
            '<' => inside = true,
            '>' => {
                inside = false;
                out.push(' ');
            }
            c if !inside => out.push(c),
            _ => {}
        }
    }
    out.split_whitespace().collect::<Vec<_>>().join(" ").replace("&quot;", "\"").replace("&lt;", "<")
}

#[test]
fn routing_stands_in_words_with_numbers_codes_and_where_to_go() {
    let page =
        page("    reword \"hours\" { text = \"How many hours on a school day?\", because = \"holidays\" },");
    insta::assert_snapshot!(words(&page), @"A About you 1 age How old are you? from 0 to 99 2 online Do you use the internet? Yes yes No no Don't know dont_know 3 devices Which devices do you use? Phone phone Laptop laptop None of these (alone) none 4 activities Ask if question 2 is “Yes”. How often do you do this online? Often often Never never 4.1 Play games games 4.2 Do schoolwork schoolwork 5 household Who lives here? Ask what follows once for each row. 5.1 member_age Age 6 hours Ask if question 2 is “Yes”. How many hours on a school day? hours B The end Thank you. 7 anything Ask if question 6 is more than 1. Anything else?");
    assert!(!page.contains("src=") && !page.contains("href="), "it needs nothing else");
}

#[test]
fn a_gate_leads_to_what_everybody_gets() {
    let workspace = changed("    leave_out \"thanks\" { because = \"board\" },");
    workspace.replace(
        "methodology/init.lua",
        "          allow = { \"dont_know\" },\n",
        "          allow = { \"dont_know\" },\n          ends_if = \"online == no\",\n          ends_as = \"not_online\",\n",
    );
    workspace.replace(
        "methodology/init.lua",
        "section \"ending\" \"The end\" {",
        "section \"ending\" \"The end\" { after_end = true,",
    );
    let run = workspace.run(&["export", "XEX/children", "--format", "html", "-o", "paper.html"]);
    assert_eq!(run.code, 0, "{}", run.all());
    let words = words(&workspace.read("paper.html"));
    assert!(words.contains("No no → end: section B"), "{words}");
    assert!(
        words.contains("If question 2 is “No”: the interview ends here (not online). Go to section B."),
        "{words}"
    );
}

#[test]
fn a_codebook_has_a_row_a_column_of_the_data() {
    let workspace = changed("    other_ages \"hours\" { ages = { 14, 17 }, because = \"board\" },");
    let run = workspace.run(&["export", "XEX/children", "--format", "codebook", "-o", "codes.csv"]);
    assert_eq!(run.code, 0, "{}", run.all());
    let codes = workspace.read("codes.csv");
    let plan = codes.lines().last().and_then(|l| l.rsplit(' ').next()).unwrap_or_default();
    insta::assert_snapshot!(codes.replace(plan, "[PLAN]"), @"
    name,label,section,type,codes,states,range,unit,asked_if,base,ages,recall_months,check,worked_out_as,roster,class,sensitive,concept,answered_by,added_by,comparability,version
    record_id,record: id,,record,,,,,,,,,,,,,,,,,,1 [PLAN]
    interview_date,record: date,,record,,,,,,,,,,,,,,,,,,1 [PLAN]
    stratum,record: stratum,,record,,,,,,,,,,,,,,,,,,1 [PLAN]
    psu,record: psu,,record,,,,,,,,,,,,,,,,,,1 [PLAN]
    weight,record: weight,,record,,,,,,,,,,,,,,,,,,1 [PLAN]
    region,record: area,,record,,,,,,,,,,,,,,,,,,1 [PLAN]
    interviewer,record: interviewer,,record,,,,,,,,,,,,,,,,,,1 [PLAN]
    age,How old are you?,about_you,integer,,,0 to 99,,,everyone,,,,,,core,no,,respondent,,identical,1 [PLAN]
    online,Do you use the internet?,about_you,select_one,yes=Yes; no=No,dont_know=Don't know,,,,everyone,,,,,,core,no,,respondent,,identical,1 [PLAN]
    devices,Which devices do you use?,about_you,select_multiple,phone=Phone; laptop=Laptop; none=None of these,,,,,everyone,,,,,,adaptable,no,,respondent,,identical,1 [PLAN]
    games,Play games,about_you,select_one,often=Often; never=Never,,,,online == yes,those for whom it is asked,,,,,,optional,no,,respondent,,identical,1 [PLAN]
    schoolwork,Do schoolwork,about_you,select_one,often=Often; never=Never,,,,online == yes,those for whom it is asked,,,,,,adaptable,no,,respondent,,identical,1 [PLAN]
    member_age,Age,about_you,integer,,,,,,everyone,,,,,household,core,no,,respondent,,identical,1 [PLAN]
    hours,How many hours a day?,about_you,integer,,,,hours,online == yes and age >= 14 and age <= 17,those for whom it is asked,14 to 17,,,,,adaptable,no,,respondent,,not comparable,1 [PLAN]
    anything,Anything else?,ending,text,,,,,hours > 1,those for whom it is asked,,,,,,optional,no,,respondent,,identical,1 [PLAN]
    ");
}

#[test]
fn a_dossier_says_what_why_and_how_it_was_tried() {
    let workspace = changed(
        "    reword \"hours\" { text = \"How many hours on a school day?\", because = \"holidays were counted in\", keeps = \"meaning\", shown_by = \"round_one\" },\n    leave_out \"games\" { because = \"the board asked for it\" },",
    );
    workspace.write(
        "countries/exampleland/tests.lua",
        r#"return cognitive_test "round_one" "First round" {
  instrument = "survey/children",
  held = "2026-02",
  with = "12 children aged 12 to 17",
  how = "think-aloud",
  tested "hours" { found = "holidays were counted in", decided = "reworded" },
}
"#,
    );
    let run = workspace.run(&["export", "XEX/children", "--format", "dossier", "-o", "dossier.html"]);
    assert_eq!(run.code, 0, "{}", run.all());
    insta::assert_snapshot!(words(&workspace.read("dossier.html")), @"Languages Asked in the language of the method alone. Cognitive tests id round held language with how of source round_one First round 2026-02 en 12 children aged 12 to 17 think-aloud 1 question Item by item games (optional): not comparable left out by Exampleland (the board asked for it). In the core: Play games Not asked here. What was changed by what why Exampleland left out because the board asked for it hours (adaptable): equivalent reworded by Exampleland (holidays were counted in); the meaning is kept, shown by round_one. In the core: How many hours a day? Here: How many hours on a school day? What was changed by what why Exampleland reworded because holidays were counted in; the meaning is kept, shown by round_one Tried when found decided 2026-02 (round_one) holidays were counted in reworded 9 more items are as in the core, and nothing is logged of them.");
    workspace.replace("countries/exampleland/tests.lua", "tested \"hours\"", "tested \"hour\"");
    let run = workspace.run(&["check"]);
    insta::assert_snapshot!(run.stderr, @r#"
    countries/exampleland/tests.lua:6:10: error: survey/children has no question 'hour'
      6 |   tested "hour" { found = "holidays were counted in", decided = "reworded" },
        |          ^^^^^^
      = did you mean 'hours'?
      = valid here: age, online, devices, activities, games, schoolwork, household, member_age, hours,
        thanks, anything
    "#);
}
