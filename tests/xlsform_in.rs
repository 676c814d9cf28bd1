//! Existing forms as questionnaires: `dh import --xlsform`.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use insta::assert_snapshot;
use rust_xlsxwriter::Workbook;

use crate::common::{Run, Workspace};

/// A workspace with a method and no questionnaire.
pub fn empty() -> Workspace {
    let workspace = Workspace::empty();
    workspace.write(
        "methodology/init.lua",
        r#"return {
  methodology "small" "A small method" { version = "1", languages = { "en" }, language_names = { sw = "Kiswahili" } },
  organisation "institute" "The institute" {},
  part "perspectives" "Perspectives" { led_by = "institute" },
}
"#,
    );
    workspace
}

/// A sheet as rows of cells, the first with the names of the columns.
pub type Sheet<'a> = (&'a str, &'a [&'a [&'a str]]);

/// Writes a form.
pub fn form(workspace: &Workspace, sheets: &[Sheet]) -> PathBuf {
    let mut book = Workbook::new();
    for (name, rows) in sheets {
        let sheet = book.add_worksheet();
        sheet.set_name(*name).expect("a name");
        for (row, cells) in rows.iter().enumerate() {
            for (column, text) in cells.iter().enumerate().filter(|(_, text)| !text.is_empty()) {
                sheet.write_string(row as u32, column as u16, *text).expect("a cell");
            }
        }
    }
    let path = workspace.path().join("form.xlsx");
    book.save(&path).expect("a workbook");
    path
}

pub fn import(workspace: &Workspace, form: &Path, out: &str) -> Run {
    workspace.run(&["import", "--xlsform", form.to_str().expect("a name"), "-o", out])
}

/// The rows of a form, each by what it asks of whom: what stands in the columns
/// that route and check.
fn rows(book: &Path) -> BTreeMap<String, String> {
    use calamine::{Reader, open_workbook};
    let mut book: calamine::Xlsx<_> = open_workbook(book).expect("a workbook");
    let range = book.worksheet_range("survey").expect("the sheet");
    let all: Vec<Vec<String>> = range.rows().map(|r| r.iter().map(ToString::to_string).collect()).collect();
    let column = |name: &str| all[0].iter().position(|c| c == name);
    let columns = ["type", "relevant", "required", "constraint", "calculation", "appearance", "repeat_count"];
    let mut rows = BTreeMap::new();
    let mut before = String::new();
    for row in &all[1..] {
        let name = &row[column("name").expect("names")];
        let cell = |c: &str| column(c).map_or("", |at| row[at].as_str());
        // A list is called after the first question that has it.
        let text: Vec<String> =
            columns.iter().map(|c| format!("{c}: {}", cell(c))).filter(|t| !t.ends_with(": ")).collect();
        rows.insert(name.clone(), format!("behind {before}: {}", text.join(" | ")));
        before.clone_from(name);
    }
    rows
}

pub fn export(workspace: &Workspace, address: &str, file: &str) -> PathBuf {
    let path = workspace.path().join(file);
    let name = path.to_str().expect("a name");
    let run = workspace.run(&["export", address, "--format", "xlsform", "-o", name]);
    assert_eq!(run.code, 0, "{}", run.all());
    path
}

/// A form of ours that is read back and made again is the same form, but for
/// what is listed: each row as it was, and as it came back.
fn same_again(address: &str) -> String {
    let workspace = Workspace::shipped();
    let first = export(&workspace, address, "first.xlsx");
    let run = import(&workspace, &first, "methodology/again");
    assert_eq!(run.code, 0, "{}", run.all());
    let id =
        run.stdout.lines().find_map(|l| l.strip_prefix("address")).expect("an address").trim().to_string();
    let again = export(&workspace, &format!("KEN/{id}"), "again.xlsx");
    let (ours, again) = (rows(&first), rows(&again));
    let mut out = Vec::new();
    for (name, was) in &ours {
        match again.get(name) {
            None => out.push(format!("{name}: gone\n  {was}")),
            Some(is) if is != was => out.push(format!("{name}:\n  {was}\n  {is}")),
            Some(_) => {}
        }
    }
    out.extend(
        again
            .iter()
            .filter(|(name, _)| !ours.contains_key(*name))
            .map(|(name, is)| format!("{name}: new\n  {is}")),
    );
    format!("{} rows\n{}", ours.len(), out.join("\n"))
}

#[test]
fn our_own_form_of_children_comes_back_as_the_same_form() {
    assert_snapshot!(same_again("KEN/household_survey/children"), @"
    277 rows
    most_recent_kind:
      behind most_recent_instruction: type: select_one most_recent_kind_options | relevant: ${offered_for_images} = 'yes' and (${offered_for_acts} = 'yes' or ${threatened} = 'yes' or ${images_shared} = 'yes') or ${offered_for_acts} = 'yes' and (${threatened} = 'yes' or ${images_shared} = 'yes') or ${threatened} = 'yes' and ${images_shared} = 'yes' | required: yes | constraint: not((. != '' and . != 'dont_know' and . != 'prefer_not' and . != 'offered_for_images' or ${offered_for_images} != '' and ${offered_for_images} != 'dont_know' and ${offered_for_images} != 'prefer_not' and ${offered_for_images} != 'yes') and (. != '' and . != 'dont_know' and . != 'prefer_not' and . != 'offered_for_acts' or ${offered_for_acts} != '' and ${offered_for_acts} != 'dont_know' and ${offered_for_acts} != 'prefer_not' and ${offered_for_acts} != 'yes') and (. != '' and . != 'dont_know' and . != 'prefer_not' and . != 'threatened' or ${threatened} != '' and ${threatened} != 'dont_know' and ${threatened} != 'prefer_not' and ${threatened} != 'yes') and (. != '' and . != 'dont_know' and . != 'prefer_not' and . != 'images_shared' or ${images_shared} != '' and ${images_shared} != 'dont_know' and ${images_shared} != 'prefer_not' and ${images_shared} != 'yes'))
      behind most_recent_instruction: type: select_one most_recent_kind_options | relevant: ${offered_for_images} = 'yes' and (${offered_for_acts} = 'yes' or ${threatened} = 'yes' or ${images_shared} = 'yes') or ${offered_for_acts} = 'yes' and (${threatened} = 'yes' or ${images_shared} = 'yes') or ${threatened} = 'yes' and ${images_shared} = 'yes' | required: yes | constraint: not((. != '' and . != 'dont_know' and . != 'prefer_not' and . != 'offered_for_images' or ${offered_for_images} != '' and not(selected(${offered_for_images}, 'dont_know')) and not(selected(${offered_for_images}, 'prefer_not')) and ${offered_for_images} != 'dont_know' and ${offered_for_images} != 'prefer_not' and ${offered_for_images} != 'yes') and (. != '' and . != 'dont_know' and . != 'prefer_not' and . != 'offered_for_acts' or ${offered_for_acts} != '' and not(selected(${offered_for_acts}, 'dont_know')) and not(selected(${offered_for_acts}, 'prefer_not')) and ${offered_for_acts} != 'dont_know' and ${offered_for_acts} != 'prefer_not' and ${offered_for_acts} != 'yes') and (. != '' and . != 'dont_know' and . != 'prefer_not' and . != 'threatened' or ${threatened} != '' and not(selected(${threatened}, 'dont_know')) and not(selected(${threatened}, 'prefer_not')) and ${threatened} != 'dont_know' and ${threatened} != 'prefer_not' and ${threatened} != 'yes') and (. != '' and . != 'dont_know' and . != 'prefer_not' and . != 'images_shared' or ${images_shared} != '' and not(selected(${images_shared}, 'dont_know')) and not(selected(${images_shared}, 'prefer_not')) and ${images_shared} != 'dont_know' and ${images_shared} != 'prefer_not' and ${images_shared} != 'yes'))
    ");
}

#[test]
fn our_own_form_with_a_roster_comes_back_as_the_same_form() {
    assert_snapshot!(same_again("KEN/household_survey/screening"), @"
    64 rows
    caregiver_line:
      behind chosen_child_told: type: integer | relevant: ${ended_children_online} != 'yes' | constraint: . >= 1 and . <= 30 and not(. != '' and ${household_size} != '' and . > ${household_size} or . != '' and ${chosen_child} != '' and number(.) = ${chosen_child})
      behind chosen_child_told: type: integer | relevant: ${ended_children_online} != 'yes' | constraint: . >= 1 and . <= 30 and not(. != '' and ${household_size} != '' and . > ${household_size} or ${chosen_child} != '' and . != '' and number(.) = ${chosen_child})
    ");
}

/// A form of a household with what forms usually have.
const SURVEY: &[&[&str]] = &[
    &[
        "type",
        "name",
        "label::English (en)",
        "label::Kiswahili",
        "hint",
        "required",
        "relevant",
        "constraint",
        "constraint_message",
        "calculation",
        "appearance",
        "repeat_count",
        "parameters",
    ],
    &["start", "start"],
    &["begin group", "visit", "The visit", "Ziara"],
    &["select_one yes_no", "Consent", "May we talk with you?", "", "", "yes"],
    &["select_one why", "why_not", "Why not?", "", "", "", "${Consent} = 'no'"],
    &["end group"],
    &["begin_group", "home", "Your home", "", "", "", "${Consent} = 'yes'"],
    &[
        "integer",
        "people",
        "How many people live here?",
        "Watu wangapi?",
        "Count yourself",
        "yes",
        "",
        ". >= 1 and . < 31",
        "1 to 30",
    ],
    &["begin_repeat", "members", "Who lives here", "", "", "", "", "", "", "", "", "${people}"],
    &["integer", "age", "How old is this person?", "", "", "yes", "", ". >= 0 and . <= 110"],
    &["select_one grade", "grade", "Which grade?", "", "", "", "${age} >= 6 and ${age} <= 18"],
    &["end_repeat"],
    &[
        "select_one water or_other",
        "water",
        "Where does the water come from?",
        "",
        "",
        "yes",
        "",
        "",
        "",
        "",
        "",
        "",
        "randomize=true",
    ],
    &["begin_group", "owns", "Does the household own these?", "", "", "", "", "", "", "", "field-list"],
    &["select_one yes_no", "owns_head", "", "", "", "", "", "", "", "", "label"],
    &["select_one yes_no", "radio", "A radio", "", "", "yes", "", "", "", "", "list-nolabel"],
    &["select_one yes_no", "phone", "A telephone", "", "", "yes", "", "", "", "", "list-nolabel"],
    &["end_group"],
    &[
        "select_multiple use",
        "uses",
        "What is the telephone used for?",
        "",
        "",
        "yes",
        "${phone} = 'yes'",
        "not(selected(., 'none') and count-selected(.) > 1)",
    ],
    &["calculate", "each", "", "", "", "", "", "", "", "${people} + 1"],
    &["calculate", "size", "", "", "", "", "", "", "", "if(${people} > 6, 'large', 'small')"],
    &["text", "large", "How do ${people} people share the rooms?", "", "", "", "${size} = 'large'"],
    &["image", "photo", "Photo of the house"],
    &["end_group"],
];

const CHOICES: &[&[&str]] = &[
    &["list_name", "name", "label::English (en)", "label::Kiswahili"],
    &["yes_no", "yes", "Yes", "Ndiyo"],
    &["yes_no", "no", "No", "Hapana"],
    &["why", "1", "No time"],
    &["why", "2", "Not interested"],
    &["why", "-99", "Refused"],
    &["grade", "1", "First to fourth"],
    &["grade", "2", "Higher"],
    &["grade", "98", "Don't know"],
    &["water", "tap", "A tap"],
    &["water", "well", "A well"],
    &["use", "talk", "To talk"],
    &["use", "pay", "To pay"],
    &["use", "none", "None of these"],
];

const SETTINGS: &[&[&str]] = &[&["form_title", "form_id"], &["Household visit", "household_visit"]];

#[test]
fn a_form_becomes_a_script_as_a_person_would_write_it() {
    let workspace = empty();
    let form = form(&workspace, &[("survey", SURVEY), ("choices", CHOICES), ("settings", SETTINGS)]);
    let run = import(&workspace, &form, "methodology/visit.lua");
    assert_snapshot!(run.all(), @r#"
    Household visit: a questionnaire made of the form form.xlsx

    address    visit/household_visit
    files      methodology/visit.lua
    sections   2
    questions  10
    rows       17 carried over whole, 0 in part, 2 not

    Not carried over, or in part

    row  name   carried  what
    ───  ─────  ───────  ───────────────────────────────────────────────────────
    21   size   not      a number that depends on a condition has no counterpart
    23   photo  not      the type 'image' has no counterpart

    Carried over under another name or kind

    row  name     carried  what
    ───  ───────  ───────  ─────────────────────────────────────────────────────────────────────────────
    4    Consent  whole    'consent' here
    5    why_not  whole    codes: 1 = no_time, 2 = not_interested; states: -99 ('Refused') = prefer_not
    11   grade    whole    codes: 1 = first_to_fourth, 2 = higher; states: 98 ('Don't know') = dont_know
    14   owns     whole    a battery: its questions share one list

    * 2 rows stand for no question: what every form records, groups, and what belongs to a question;
      --json lists them
    * class = "adaptable" stands at every question, and none is marked as sensitive: the method says
      which are core, and which are sensitive
    * 2 questions may be left without an answer in the form: prefer_not is allowed there, so that an
      empty answer has a reason
    * calculations that give no number are left out; a condition that reads one stands with its formula
      in it, where that can be carried over
    * who answers, the population, the design and the source are to be written in 1 file
    * dh check, then dh walk visit/household_visit
    --- stderr ---

    --- exit 0 ---
    "#);
    assert_snapshot!(workspace.read("methodology/visit.lua"), @r#"
    -- Made from the form form.xlsx by 'dh import --xlsform'.

    -- Options that several questions share.
    local list = {
      yes_no = {
        { "yes", "Yes", texts = { sw = "Ndiyo" } },
        { "no", "No", texts = { sw = "Hapana" } },
      },
    }

    return activity "visit" "Household visit" {
      number = 1,
      part = "perspectives",
      kind = "survey",
      asks = "To be written: who or what is asked",
      representative = false,
      ethics = true,
      source = "The form form.xlsx",
      confirm = "Made from a form: who is asked, the design and the source are to be written.",

      -- Every question is adaptable and none is marked as sensitive: what is core
      -- and what is sensitive is for the method to say.
      questionnaire "household_visit" "Household visit" {
        respondents = "To be written: who answers it",
        population = "To be written: whom its estimates are about",

        section "visit" "The visit" {
          texts = { sw = "Ziara" },

          select_one "consent" "May we talk with you?" {
            class = "adaptable",
            options = list.yes_no,
          },

          select_one "why_not" "Why not?" {
            class = "adaptable",
            options = { { "no_time", "No time" }, { "not_interested", "Not interested" } },
            allow = { "prefer_not" },
            ask_if = "consent == no",
          },
        },

        section "home" "Your home" {
          ask_if = "consent == yes",

          integer "people" "How many people live here?" {
            class = "adaptable",
            range = { 1, 30 },
            hint = "Count yourself",
            texts = { sw = "Watu wangapi?" },
          },

          roster "members" "Who lives here" {
            class = "adaptable",
            count = "people",

            integer "age" "How old is this person?" { class = "adaptable", range = { 0, 110 } },

            select_one "grade" "Which grade?" {
              class = "adaptable",
              options = { { "first_to_fourth", "First to fourth" }, { "higher", "Higher" } },
              allow = { "dont_know", "prefer_not" },
              ask_if = "age >= 6 and age <= 18",
            },
          },

          select_one "water" "Where does the water come from?" {
            class = "adaptable",
            options = {
              { "tap", "A tap" },
              { "well", "A well" },
              { "other", "Other", specify = true },
            },
            random_order = true,
          },

          battery "owns" "Does the household own these?" {
            class = "adaptable",
            options = list.yes_no,

            row "radio" "A radio" {},
            row "phone" "A telephone" {},
          },

          select_multiple "uses" "What is the telephone used for?" {
            class = "adaptable",
            options = {
              { "talk", "To talk" },
              { "pay", "To pay" },
              { "none", "None of these", exclusive = true },
            },
            ask_if = "phone == yes",
          },

          calculation "each" "Each" { class = "adaptable", value = "people + 1" },

          -- calculate 'size', calculation = if(${people} > 6, 'large', 'small').
          -- Not carried over: a number that depends on a condition has no
          -- counterpart.

          text "large" "How do {people} people share the rooms?" {
            class = "adaptable",
            allow = { "prefer_not" },
            ask_if = "people > 6",
          },

          -- image 'photo', "Photo of the house". Not carried over: the type
          -- 'image' has no counterpart.
        },
      },
    }
    "#);
    assert_snapshot!(workspace.run(&["check"]).all(), @"
    2 files, 1 activity, 1 instrument with 14 items, 0 indicators, 0 countries, 0 published figures:
    everything holds together.
    --- stderr ---

    --- exit 0 ---
    ");
}

#[test]
fn a_folder_has_a_file_a_section_and_holds_together() {
    let workspace = empty();
    let form = form(&workspace, &[("survey", SURVEY), ("choices", CHOICES), ("settings", SETTINGS)]);
    let run = import(&workspace, &form, "methodology/visit");
    assert_eq!(run.code, 0, "{}", run.all());
    for file in ["init.lua", "lists.lua", "household_visit.lua", "sections/visit.lua", "sections/home.lua"] {
        assert!(workspace.read(&format!("methodology/visit/{file}")).contains("return"), "{file}");
    }
    let run = workspace.run(&["check"]);
    assert_eq!(run.code, 0, "{}", run.all());
    let run = workspace.run(&["check", "--json"]);
    assert!(run.rows().iter().all(|row| row["kind"] != "warning"), "{}", run.all());
}

/// A form of three questions and one more with a condition.
fn with_relevant(relevant: &str) -> Workspace {
    let workspace = empty();
    let survey: &[&[&str]] = &[
        &["type", "name", "label", "required", "relevant"],
        &["select_one list", "always", "Always answered", "yes"],
        &["select_one list", "maybe", "May be left"],
        &["select_multiple list", "several", "Several"],
        &["integer", "number", "A number"],
        &["text", "words", "Words"],
        &["date", "day", "A day"],
        &["text", "asked", "Asked of some", "yes", relevant],
    ];
    let choices: &[&[&str]] = &[
        &["list_name", "name", "label"],
        &["list", "a", "A"],
        &["list", "b", "B"],
        &["list", "c", "C"],
        &["list", "98", "Don't know"],
    ];
    let path = form(&workspace, &[("survey", survey), ("choices", choices)]);
    let run = import(&workspace, &path, "methodology/visit.lua");
    assert_eq!(run.code, 0, "{relevant}: {}", run.all());
    workspace
}

/// The condition under which the last question is asked, and what is said of it.
fn carried(relevant: &str) -> String {
    let workspace = with_relevant(relevant);
    let script = workspace.read("methodology/visit.lua");
    let own = script.split("text \"asked\"").nth(1).expect("the question");
    let ask_if =
        own.lines().next().into_iter().chain(own.lines().take(8)).find_map(|l| l.split_once("ask_if = \""));
    let ask_if = ask_if.and_then(|(_, rest)| rest.split('"').next()).unwrap_or("always");
    let lost = script
        .lines()
        .skip_while(|l| !l.contains("-- In the form: relevant"))
        .take_while(|l| l.contains("--"));
    let lost: Vec<&str> = lost.map(|l| l.trim().trim_start_matches("-- ")).collect();
    let reason =
        lost.join(" ").split("Not carried over: ").nth(1).map(|r| format!("   [{r}]")).unwrap_or_default();
    format!("{relevant}\n    {ask_if}{reason}")
}

#[test]
fn conditions_mean_the_same_where_nothing_is_answered_too() {
    let conditions = [
        "${always} = 'a'",
        "${always} != 'a'",
        "${maybe} != 'a'",
        "${maybe} = 'a' or ${maybe} = 'b'",
        "${maybe} != '' and ${maybe} != 'a'",
        "not(${maybe} = 'a')",
        "${maybe} = ''",
        "selected(${several}, 'a')",
        "not(selected(${several}, 'a'))",
        "count-selected(${several}) >= 2",
        "count-selected(${several}) < 2",
        "${number} > 5",
        "${number} != 5",
        "not(${number} > 5 or ${number} = '')",
        "${number} + 1 > 5 * 2",
        "string-length(${words}) > 0",
        "${words} != 'x'",
        "${day} >= '2020-01-31'",
        "${day} <= date('2020-01-31')",
        "if(${always} = 'a', 'x', 'y') = 'x'",
        "${always}=’a’ and (${number} >= 1 and ${number} <= 3)",
        "true()",
    ];
    assert_snapshot!(conditions.map(carried).join("\n"), @"
    ${always} = 'a'
        always == a
    ${always} != 'a'
        missing(always) or always ~= a
    ${maybe} != 'a'
        missing(maybe) or maybe ~= a
    ${maybe} = 'a' or ${maybe} = 'b'
        maybe in (a, b)
    ${maybe} != '' and ${maybe} != 'a'
        maybe ~= a
    not(${maybe} = 'a')
        missing(maybe) or maybe ~= a
    ${maybe} = ''
        missing(maybe)
    selected(${several}, 'a')
        selected(several, a)
    not(selected(${several}, 'a'))
        missing(several) or not selected(several, a)
    count-selected(${several}) >= 2
        count_selected(several) >= 2
    count-selected(${several}) < 2
        missing(several) or count_selected(several) < 2
    ${number} > 5
        number > 5
    ${number} != 5
        missing(number) or number ~= 5
    not(${number} > 5 or ${number} = '')
        number <= 5
    ${number} + 1 > 5 * 2
        number + 1 > 5 * 2
    string-length(${words}) > 0
        answered(words)
    ${words} != 'x'
        missing(words) or words ~= 'x'
    ${day} >= '2020-01-31'
        day >= '2020-01-31'
    ${day} <= date('2020-01-31')
        day <= '2020-01-31'
    if(${always} = 'a', 'x', 'y') = 'x'
        always == a
    ${always}=’a’ and (${number} >= 1 and ${number} <= 3)
        always == a and number >= 1 and number <= 3
    true()
        always
    ");
}

#[test]
fn a_condition_that_is_not_carried_over_is_decided_and_never_asked_of_everybody() {
    let conditions = [
        "regex(${words}, '[a-z]+')",
        "${day} > today()",
        "pulldata('x', 'y', 'z', ${words}) = 'a'",
        "position(..) = 1",
        "${always} = 'a' and regex(${words}, 'x')",
        "${always} = 'a' and ${always} = 'b'",
        "${always} = 'z'",
        "${words} = ${maybe}",
        "${number} mod 2 = 0",
        "${number} > ",
    ];
    assert_snapshot!(conditions.map(carried).join("\n"), @"
    regex(${words}, '[a-z]+')
        ask_asked == yes   [patterns of texts have no counterpart.]
    ${day} > today()
        ask_asked == yes   [what day it is is not known to a condition.]
    pulldata('x', 'y', 'z', ${words}) = 'a'
        ask_asked == yes   [it looks something up in another file.]
    position(..) = 1
        ask_asked == yes   [it reads a row of a roster by its number.]
    ${always} = 'a' and regex(${words}, 'x')
        always == a and ask_asked == yes   [patterns of texts have no counterpart.]
    ${always} = 'a' and ${always} = 'b'
        ask_asked == yes   [it never holds, whatever is answered.]
    ${always} = 'z'
        ask_asked == yes   ['z' is no choice of 'always'.]
    ${words} = ${maybe}
        ask_asked == yes   [two texts are compared with each other.]
    ${number} mod 2 = 0
        ask_asked == yes   ['mod' has no counterpart.]
    ${number} > 
        ask_asked == yes   [it ends too early.]
    ");
    let run = with_relevant("${day} > today()").run(&[
        "export",
        "visit/visit",
        "--format",
        "xlsform",
        "-o",
        "out.xlsx",
    ]);
    assert_eq!(run.code, 0, "{}", run.all());
}

#[test]
fn a_missing_code_that_a_condition_asks_for_stays_an_option() {
    // 98 is a state, unless some condition tells it from no answer at all.
    assert!(
        with_relevant("${maybe} = 'a'")
            .read("methodology/visit.lua")
            .contains("allow = { \"dont_know\", \"prefer_not\" }")
    );
    assert_snapshot!(carried("${maybe} = '98'"), @"
    ${maybe} = '98'
        maybe == code_98
    ");
    assert_snapshot!(carried("${several} != '' and not(selected(${several}, '98'))"), @"
    ${several} != '' and not(selected(${several}, '98'))
        answered(several)
    ");
}

#[test]
fn what_stands_in_no_form_is_complained_of_at_its_cell_and_changes_nothing() {
    let workspace = empty();
    let survey: &[&[&str]] = &[
        &["type", "name", "label", "relevant", "constraint"],
        &["select_one nothing", "one", "One"],
        &["text", "two", "Two", "${none} = 'a'"],
        &["text", "two", "Two again"],
        &["text", "", "No name"],
        &["begin_group", "open", "Open"],
        &["end_repeat"],
        &["begin_repeat", "rows", "Rows"],
        &["integer", "n", "How many, ${nobody}?", "", ". > ${neither}"],
    ];
    let choices: &[&[&str]] = &[
        &["list name", "name", "label"],
        &["nothin", "a", "A"],
        &["nothin", "a", "A again"],
        &["nothin", "", "B"],
    ];
    let path = form(&workspace, &[("survey", survey), ("choices", choices)]);
    let run = import(&workspace, &path, "methodology/visit");
    assert_snapshot!(run.all(), @"
    --- stderr ---
    [FOLDER]/form.xlsx#choices!B3: error: the choice 'a' stands twice in 'nothin'
      = a form that means it says allow_choice_duplicates in its settings

    [FOLDER]/form.xlsx#choices!A4: error: a choice of 'nothin' has no name

    [FOLDER]/form.xlsx#survey!B4: error: two rows are called 'two'
      = conditions cannot tell which of them is meant

    [FOLDER]/form.xlsx#survey!A5: error: this row has no name

    [FOLDER]/form.xlsx#survey!A7: error: the end of a repeat closes the group 'open'
      = it begins in row 6

    [FOLDER]/form.xlsx#survey!A8: error: the repeat 'rows' is never closed
      = its end is a row of the type end_repeat

    [FOLDER]/form.xlsx#survey!A2: error: 'one' takes its choices from 'nothing', which the sheet 'choices' has not
      = did you mean 'nothin'?
      = valid here: nothin

    [FOLDER]/form.xlsx#survey!D3: error: there is no question 'none'
      = did you mean 'one'?
      = valid here: one, open, two
    --- exit 2 ---
    ");
    assert!(!workspace.path().join("methodology/visit").exists());
}

#[test]
fn nothing_is_written_over_and_nothing_outside_the_method() {
    let workspace = empty();
    let path = form(&workspace, &[("survey", SURVEY), ("choices", CHOICES)]);
    let name = path.to_str().expect("a name");
    let said = |out: &str| import(&workspace, &path, out).all();
    assert_snapshot!(said("countries/kenya"), @"
    --- stderr ---
    error: there is no country in countries/kenya
      = dh new country XYZ makes one; then import the form again
    --- exit 2 ---
    ");
    assert_snapshot!(said("/elsewhere/visit"), @"
    --- stderr ---
    error: '/elsewhere/visit' lies outside the workspace
      = a folder of the methodology, such as -o methodology/my_survey, or of a country
    --- exit 2 ---
    ");
    assert_snapshot!(said("methodology/My Visit"), @"
    --- stderr ---
    error: 'My Visit' is no name of a folder or file of scripts
      = small letters, digits and single underscores; it becomes the id of the activity
    --- exit 2 ---
    ");
    assert_eq!(import(&workspace, &path, "methodology/visit").code, 0);
    let before = workspace.read("methodology/visit/init.lua");
    assert_snapshot!(said("methodology/visit"), @"
    --- stderr ---
    error: methodology/visit is there already
      = name another, or replace it with --force; nothing was changed
    --- exit 2 ---
    ");
    workspace.replace("methodology/visit/init.lua", "who or what is asked", "households");
    let run = workspace.run(&["import", "--xlsform", name, "-o", "methodology/visit", "--force"]);
    assert_eq!(run.code, 0, "{}", run.all());
    assert_eq!(workspace.read("methodology/visit/init.lua"), before);
    // What is made does not stand beside what it is made of.
    let left: Vec<_> = std::fs::read_dir(workspace.path().join("methodology"))
        .expect("a folder")
        .flatten()
        .map(|e| e.file_name())
        .collect();
    assert_eq!(left.len(), 2, "{left:?}");
}

/// What one country asks for itself is in no other country's plan, and not the method's.
#[test]
fn a_form_of_one_country_is_asked_there_alone() {
    let workspace = empty();
    workspace.write("countries/regions/north.lua", "return region \"north\" \"North\" {}\n");
    for (folder, code, name) in [("exampleland", "XEX", "Exampleland"), ("otherland", "XOT", "Otherland")] {
        workspace.write(
            &format!("countries/{folder}/init.lua"),
            &format!(
                "return country \"{code}\" \"{name}\" {{ region = \"north\", languages = {{ \"en\" }} }}\n"
            ),
        );
    }
    let path = form(&workspace, &[("survey", SURVEY), ("choices", CHOICES)]);
    let made = import(&workspace, &path, "countries/exampleland/visit");
    assert_eq!(made.code, 0, "{}", made.all());
    let address = made.stdout.lines().find_map(|l| l.strip_prefix("address")).expect("an address").trim();
    assert!(address.starts_with("XEX/visit/"), "{address}");
    let path_of = address.strip_prefix("XEX/").expect("a country");
    assert_eq!(workspace.run(&["check"]).code, 0);
    export(&workspace, address, "again.xlsx");
    for elsewhere in [path_of.to_string(), format!("XOT/{path_of}")] {
        let run = workspace.run(&["export", &elsewhere, "--format", "xlsform", "-o", "none.xlsx"]);
        assert_eq!(run.code, 2, "{}", run.all());
        assert!(!workspace.path().join("none.xlsx").exists());
    }
    let shown = workspace.run(&["show", "XOT", "--readiness"]);
    assert!(!shown.stdout.contains("visit"), "{}", shown.stdout);
    // Another country has nothing there to change.
    workspace.replace(
        "countries/otherland/init.lua",
        "{ region",
        &format!("{{ adapt \"{path_of}\" {{}}, region"),
    );
    let run = workspace.run(&["check"]);
    assert!(run.all().contains("is asked in XEX alone"), "{}", run.all());
}

#[test]
fn a_script_that_does_not_fit_the_method_is_taken_away_again() {
    let workspace = empty();
    let path = form(&workspace, &[("survey", SURVEY), ("choices", CHOICES)]);
    workspace.write("methodology/visit.txt", "");
    let other = "return activity \"visit\" \"Another\" { number = 1, part = \"perspectives\", kind = \"survey\", asks = \"x\", source = \"https://example.org\" }";
    workspace.write("methodology/other.lua", other);
    assert_snapshot!(import(&workspace, &path, "methodology/visit").all(), @"
    --- stderr ---
    error: there is an activity 'visit' already
      = declared at methodology/other.lua:1; nothing was changed
    --- exit 2 ---
    ");
    assert!(!workspace.path().join("methodology/visit").exists());
}

#[test]
fn each_row_says_what_became_of_it() {
    let workspace = empty();
    let form = form(&workspace, &[("survey", SURVEY), ("choices", CHOICES)]);
    let run = workspace.run(&[
        "import",
        "--xlsform",
        form.to_str().expect("a name"),
        "-o",
        "methodology/visit.lua",
        "--json",
    ]);
    let line = |row: &serde_json::Value| {
        let text = |f: &str| row[f].as_str().expect("a text").to_string();
        format!(
            "{} {} ({}) {} {}: {}",
            row["row"],
            text("name"),
            text("kind"),
            text("id"),
            text("carried"),
            text("reason")
        )
    };
    let lines: Vec<String> = run.rows().iter().map(line).collect();
    assert_snapshot!(lines.join("\n"), @"
    2 start (start)  whole: every form made here records it
    3 visit (begin group) visit whole: 
    4 Consent (select_one yes_no) consent whole: 
    5 why_not (select_one why) why_not whole: codes: 1 = no_time, 2 = not_interested; states: -99 ('Refused') = prefer_not
    7 home (begin_group) home whole: 
    8 people (integer) people whole: 
    9 members (begin_repeat) members whole: 
    10 age (integer) age whole: 
    11 grade (select_one grade) grade whole: codes: 1 = first_to_fourth, 2 = higher; states: 98 ('Don't know') = dont_know
    13 water (select_one water or_other) water whole: 
    14 owns (begin_group) owns whole: a battery: its questions share one list
    15 owns_head (select_one yes_no)  whole: the head of a battery: it shows the options
    16 radio (select_one yes_no) radio whole: 
    17 phone (select_one yes_no) phone whole: 
    19 uses (select_multiple use) uses whole: 
    20 each (calculate) each whole: 
    21 size (calculate)  not: a number that depends on a condition has no counterpart
    22 large (text) large whole: 
    23 photo (image)  not: the type 'image' has no counterpart
    ");
}
