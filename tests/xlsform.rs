//! `dh export KEN/children --format xlsform`: what stands in the form.

use calamine::{Data, Reader, Xlsx, open_workbook};
use insta::assert_snapshot;

use crate::common::{Run, Workspace};

/// A public key as `openssl rsa -pubout` prints it. Nobody holds the private one.
const KEY: &str = "MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAzCjaTxtWp95vTC7TFu91VPcP5BvW+WNL3y/hVlegEMNxB3p0AYDK4bfWuHOB0dDT+w4q09bxtWJj67SAGHAHzj0F579tXKEeFr25QCYDb1hgJbhLyiE5iUsJSP83n6QFQyDkldEYvIEJr2+uZyfdi+AvigvRgszfMZ0N8M9DVed8Vn/3l/sa/uoaftrMwlx1LTNqwjvfG+ZKbAV/6ooRk0WoB/UDOYzVo2HmOFseSkyZ4SQfC7c1GOt4T81pvfSaHyN2MDfAt5M2aeHPiOCZREj1mwJz88tlfwz/o2FflAhEOtyPrxz4rGuD+vda1xD3LbDbmDjy8LgVTfFroBK5jQIDAQAB";

/// A questionnaire with what a form finds hard.
const SURVEY: &str = r#"local yes_no = { { "yes", "Yes", texts = { sw = "Ndiyo" } }, { "no", "No", texts = { sw = "Hapana" } } }

return {
  methodology "small" "A small method" {
    version = "1",
    languages = { "en" },
    language_names = { en = "English", sw = "Kiswahili" },
  },
  organisation "institute" "The institute" {},
  part "perspectives" "Perspectives" { led_by = "institute" },
  activity "survey" "A survey" {
    number = 1,
    part = "perspectives",
    kind = "survey",
    asks = "children",
    source = "https://example.org/method",
    questionnaire "children" "Children" {
      respondents = "children",
      population = "children 12-17",
      ages = { 12, 17 },
      age_from = "age",
      cases = "cases",
      section "start" "Before we begin" {
        instruction = "Sit side by side.",
        case "case_number" "Number of the case" { class = "core" },
        integer "age" "How old are you?" {
          class = "core", range = { 0, 24 }, allow = { "dont_know" }, preloaded = "age", warn_if = "age > 17",
          texts = { sw = "Una umri gani?" },
        },
        select_one "assent" "Do you agree to go on?" {
          class = "core", options = yes_no, allow = { "prefer_not" },
          ends_unless = "assent == yes", ends_as = "no_assent",
        },
        note "welcome" "Thank you. The helpline of {country} is {helpline}; you are {age}." { class = "core" },
      },
      section "online" "Going online" {
        ask_if = "age >= 12",
        self_administered = true,
        select_multiple "devices" "Which do you use?" {
          class = "core", allow = { "dont_know" }, random_order = true,
          options = {
            { "phone", "A phone" }, { "other", "Another", specify = true },
            { "none", "None of these", exclusive = true, anchored = true },
          },
        },
        battery "activities" "How often do you …" {
          class = "core", options = { { "often", "Often" }, { "never", "Never" } }, allow = { "prefer_not" },
          random_order = true, ask_if = "selected(devices, phone)",
          row "games" "play games?" {},
          row "school" "do schoolwork?" { ages = { 15, 17 } },
        },
        select_one "likes" "Which of them do you like more?" {
          class = "core", options = { { "games", "Games" }, { "school", "Schoolwork" } },
          ask_if = "games == often and not (school == never)",
        },
        integer "hours" "How many hours of {likes} a day?" {
          class = "core", unit = "hours", range = { 0, 24 }, must = "hours <= age", allow = { "dont_know", "prefer_not" },
        },
        calculation "hours_week" "Hours a week" { class = "core", value = "hours * 7" },
      },
      section "home" "The household" {
        integer "size" "How many live here?" { class = "core", range = { 1, 20 } },
        roster "household" "Members" {
          class = "core", count = "size", max = 9,
          integer "member_age" "Age" { class = "core", range = { 0, 120 }, allow = { "dont_know" } },
        },
        random_pick "chosen" "The one who is asked" {
          class = "core", from = "household", where = "member_age >= 12",
          ask_if = "count_rows(household, member_age >= 12) > 0",
        },
        geopoint "place" "Where is it?" { class = "core", accuracy_m = 2000, answered_by = "interviewer" },
      },
      section "close" "Thank you" {
        after_end = true,
        note "services" "Call {helpline}." { class = "core" },
        select_one "went_well" "Did it go well?" {
          class = "core", options = yes_no, answered_by = "interviewer", hint = "As you saw it.",
        },
      },
    },
  },
}
"#;

const COUNTRY: &str = r#"return country "XEX" "Exampleland" {
  region = "north",
  languages = { "en", "sw" },
  placeholders = { helpline = "116" },
}
"#;

pub fn workspace() -> Workspace {
    let workspace = Workspace::empty();
    workspace.write("methodology/init.lua", SURVEY);
    workspace.write("countries/regions/north.lua", "return region \"north\" \"North\" {}\n");
    workspace.write("countries/exampleland/init.lua", COUNTRY);
    workspace
}

fn export(workspace: &Workspace) -> Run {
    workspace.run(&["export", "XEX/children", "--format", "xlsform", "-o", "form.xlsx"])
}

/// The cells of these columns, a row a line; rows without any are left out.
pub fn columns(workspace: &Workspace, sheet: &str, wanted: &[&str]) -> String {
    let mut book: Xlsx<_> = open_workbook(workspace.path().join("form.xlsx")).expect("a workbook");
    let range = book.worksheet_range(sheet).expect("the sheet");
    let mut rows = range.rows();
    let header: Vec<String> = rows.next().expect("a header").iter().map(Data::to_string).collect();
    let at: Vec<usize> = wanted
        .iter()
        .map(|w| header.iter().position(|h| h == w).unwrap_or_else(|| panic!("no column {w}: {header:?}")))
        .collect();
    let line = |row: &[Data]| -> Option<String> {
        let cells: Vec<String> = at.iter().map(|i| row[*i].to_string()).collect();
        cells[1..].iter().any(|c| !c.is_empty()).then(|| cells.join(" | "))
    };
    rows.filter_map(line).collect::<Vec<_>>().join("\n")
}

#[test]
fn a_questionnaire_goes_out_and_says_what_a_form_cannot_carry() {
    let workspace = workspace();
    assert_snapshot!(export(&workspace).all(), @"
    Exampleland: Children

    address    XEX/survey/children
    file       form.xlsx
    form       xex_survey_children, version e38b5af69f287543.a10e
    questions  13 questions
    languages  English (en); Kiswahili (sw): 39 of 42 texts are not translated
    encrypted  no: the country gives no submission_key

    * Kiswahili (sw): 39 of 42 texts are not translated, and the method's own stand there
    * 'case_number' is typed: a question of a form is typed or scanned, not both
    * 'devices' comes in random order, and so do none, dont_know: a form keeps no option in its place
    * the rows of 'activities' stand in one order for everyone: a form cannot shuffle questions
    * names, types and codes are held by countries/exampleland/locks/survey/children.json (version 1)
    * what this form asks is kept as
      countries/exampleland/forms/xex_survey_children.e38b5af69f287543.json
    --- stderr ---
    methodology/init.lua:25: warning: 'case_number' is typed: a question of a form is typed or scanned, not both
      = check digits in the number of the case find slips of the finger

    methodology/init.lua:39: warning: 'devices' comes in random order, and so do none, dont_know: a form keeps no option in its place
      = leave out random_order, or take what should stay last out of the options

    methodology/init.lua:46: warning: the rows of 'activities' stand in one order for everyone: a form cannot shuffle questions
      = interviewers may start at a row drawn for each respondent
    --- exit 0 ---
    ");
}

#[test]
fn the_route_of_every_question_stands_in_the_form() {
    let workspace = workspace();
    export(&workspace);
    assert_snapshot!(columns(&workspace, "survey", &["type", "name", "relevant"]), @"
    start | start | 
    end | end | 
    today | interview_date | 
    audit | audit | 
    csv-external | cases | 
    begin_group | start_section | 
    note | start_instruction | 
    text | case_number | 
    integer | age | 
    select_one dont_know | age_state | ${age} = ''
    note | age_check | ${age} != '' and ${age} > 17
    select_one assent_options | assent | 
    calculate | ended_assent | 
    note | welcome | ${ended_assent} != 'yes'
    begin_group | online | ${ended_assent} != 'yes' and ${age} != '' and ${age} >= 12
    note | online_hand_over | 
    select_multiple devices_options | devices | 
    text | devices_specify | selected(${devices}, 'other')
    select_one prefer_not | devices_specify_state | ${devices_specify} = '' and selected(${devices}, 'other')
    begin_group | activities | selected(${devices}, 'phone')
    select_one activities_options | games | selected(${devices}, 'phone')
    select_one activities_options | school | selected(${devices}, 'phone') and ${age} != '' and ${age} >= 15 and ${age} <= 17
    select_one likes_options | likes | ${games} = 'often' and ${school} != '' and ${school} != 'prefer_not' and ${school} != 'never'
    calculate | likes_label | ${games} = 'often' and ${school} != '' and ${school} != 'prefer_not' and ${school} != 'never'
    integer | hours | 
    select_one dont_know_or_prefer_not | hours_state | ${hours} = ''
    calculate | hours_week | 
    begin_group | home | ${ended_assent} != 'yes'
    integer | size | 
    calculate | household_rows | 
    begin_repeat | household | 
    integer | member_age | 
    select_one dont_know | member_age_state | ${member_age} = ''
    calculate | household_line | 
    calculate | chosen_draw | 
    calculate | chosen_lot | 
    calculate | chosen_highest | 
    calculate | chosen | count(${household}[./member_age != '' and ./member_age >= 12]) > 0
    geopoint | place_exact | ${place} = ''
    calculate | place | 
    note | place_kept | ${place} != ''
    begin_group | close | 
    note | services | 
    select_one went_well_options | went_well | 
    calculate | outcome |
    ");
}

#[test]
fn what_is_refused_and_what_is_only_looked_at() {
    let workspace = workspace();
    export(&workspace);
    assert_snapshot!(columns(&workspace, "survey", &["name", "required", "constraint", "constraint_message::English (en)"]), @"
    case_number | yes |  | 
    age |  | . >= 0 and . <= 24 | Please give a number from 0 to 24.
    age_state | yes |  | 
    assent | yes |  | 
    devices | yes | not(count-selected(.) > 1 and (selected(., 'none') or selected(., 'dont_know'))) | This answer stands alone: please take away the others, or this one.
    devices_specify_state | yes |  | 
    games | yes |  | 
    school | yes |  | 
    likes | yes |  | 
    hours |  | . >= 0 and . <= 24 and not(. != '' and ${age} != '' and . > ${age}) | Please give a number from 0 to 24. This answer is not possible: please check it, and what was answered before.
    hours_state | yes |  | 
    size | yes | . >= 1 and . <= 20 | Please give a number from 1 to 20.
    member_age |  | . >= 0 and . <= 120 | Please give a number from 0 to 120.
    member_age_state | yes |  | 
    place_exact | yes |  | 
    went_well | yes |  |
    ");
}

#[test]
fn what_is_worked_out_drawn_filled_in_and_shuffled() {
    let workspace = workspace();
    export(&workspace);
    assert_snapshot!(columns(&workspace, "survey", &["name", "calculation", "trigger", "parameters", "repeat_count", "appearance"]), @"
    age | instance('cases')/root/item[case_number = ${case_number}]/age | ${case_number} |  |  | 
    ended_assent | if(${assent} = 'yes', 'no', 'yes') |  |  |  | 
    devices |  |  | randomize=true |  | 
    activities |  |  |  |  | field-list
    likes_label | jr:choice-name(${likes}, '${likes}') |  |  |  | 
    hours_week | if(${hours} != '', ${hours} * 7, '') |  |  |  | 
    household_rows | if(${size} != '', ${size}, '') |  |  |  | 
    household |  |  |  | if(${household_rows} >= 1, if(${household_rows} > 9, 9, int(${household_rows})), 0) | 
    household_line | position(..) |  |  |  | 
    chosen_draw | once(random()) |  |  |  | 
    chosen_lot | if(${member_age} != '' and ${member_age} >= 12, ${chosen_draw}, -1) |  |  |  | 
    chosen_highest | max(${household}/chosen_lot) |  |  |  | 
    chosen | if(count(${household}[./chosen_lot >= 0]) > 0, sum(${household}[number(./chosen_lot) = number(${chosen_highest})]/household_line), '') |  |  |  | 
    place_exact |  |  | capture-accuracy=2000 warning-accuracy=4000 |  | 
    place | if(${place_exact} = '', ${place}, concat(round((round(number(selected-at(${place_exact}, 0)) * 55.598) div 55.598), 5), ' ', round((round(number(selected-at(${place_exact}, 1)) * (55.598 * cos((round(number(selected-at(${place_exact}, 0)) * 55.598) div 55.598) * pi() div 180))) div (55.598 * cos((round(number(selected-at(${place_exact}, 0)) * 55.598) div 55.598) * pi() div 180))), 5))) | ${place_exact} |  |  | 
    outcome | if(${ended_assent} = 'yes', 'no_assent', 'complete') |  |  |  |
    ");
}

#[test]
fn every_text_stands_in_every_language() {
    let workspace = workspace();
    export(&workspace);
    assert_snapshot!(columns(&workspace, "survey", &["name", "label::English (en)", "label::Kiswahili (sw)", "hint::English (en)"]), @"
    start_section | Before we begin | Before we begin | 
    start_instruction | Sit side by side. | Sit side by side. | 
    case_number | Number of the case | Number of the case | 
    age | How old are you? | Una umri gani? | 
    age_state | If there is no answer: why? | If there is no answer: why? | 
    age_check | Please look again: is this right? | Please look again: is this right? | 
    assent | Do you agree to go on? | Do you agree to go on? | 
    welcome | Thank you. The helpline of Exampleland is 116; you are ${age}. | Thank you. The helpline of Exampleland is 116; you are ${age}. | 
    online | Going online | Going online | 
    online_hand_over | Please hand the device to the respondent for this part. | Please hand the device to the respondent for this part. | 
    devices | Which do you use? | Which do you use? | 
    devices_specify | Please say which | Please say which | 
    devices_specify_state | If there is no answer: why? | If there is no answer: why? | 
    activities | How often do you … | How often do you … | 
    games | play games? | play games? | 
    school | do schoolwork? | do schoolwork? | 
    likes | Which of them do you like more? | Which of them do you like more? | 
    hours | How many hours of ${likes_label} a day? | How many hours of ${likes_label} a day? | 
    hours_state | If there is no answer: why? | If there is no answer: why? | 
    home | The household | The household | 
    size | How many live here? | How many live here? | 
    household | Members | Members | 
    member_age | Age | Age | 
    member_age_state | If there is no answer: why? | If there is no answer: why? | 
    place_exact | Where is it? | Where is it? | For the interviewer
    place_kept | Where is it? ${place} | Where is it? ${place} | 
    close | Thank you | Thank you | 
    services | Call 116. | Call 116. | 
    went_well | Did it go well? | Did it go well? | For the interviewer. As you saw it.
    ");
}

#[test]
fn states_are_choices_and_lists_are_shared() {
    let workspace = workspace();
    export(&workspace);
    assert_snapshot!(columns(&workspace, "choices", &["list_name", "name", "label::English (en)", "label::Kiswahili (sw)"]), @"
    dont_know | dont_know | Don't know | Don't know
    assent_options | yes | Yes | Ndiyo
    assent_options | no | No | Hapana
    assent_options | prefer_not | Prefer not to say | Prefer not to say
    devices_options | phone | A phone | A phone
    devices_options | other | Another | Another
    devices_options | none | None of these | None of these
    devices_options | dont_know | Don't know | Don't know
    prefer_not | prefer_not | Prefer not to say | Prefer not to say
    activities_options | often | Often | Often
    activities_options | never | Never | Never
    activities_options | prefer_not | Prefer not to say | Prefer not to say
    likes_options | games | Games | Games
    likes_options | school | Schoolwork | Schoolwork
    dont_know_or_prefer_not | dont_know | Don't know | Don't know
    dont_know_or_prefer_not | prefer_not | Prefer not to say | Prefer not to say
    went_well_options | yes | Yes | Ndiyo
    went_well_options | no | No | Hapana
    ");
}

#[test]
fn settings_tell_the_form_and_no_person() {
    let workspace = workspace();
    workspace.replace(
        "countries/exampleland/init.lua",
        "  placeholders",
        &format!("  submission_key = \"{KEY}\",\n  placeholders"),
    );
    export(&workspace);
    let settings = columns(
        &workspace,
        "settings",
        &["form_title", "form_id", "default_language", "instance_name", "public_key"],
    );
    assert_snapshot!(settings.replace(KEY, "[KEY]"), @"Exampleland: Children | xex_survey_children | English (en) | concat('xex_survey_children ', format-date-time(${start}, '%Y-%m-%d %H:%M')) | [KEY]");
}

#[test]
fn the_same_questionnaire_makes_the_same_bytes_and_another_one_another_version() {
    let workspace = workspace();
    let version = |run: &Run| run.rows()[0]["version"].as_str().expect("a version").to_string();
    let export = |file: &str| workspace.run(&["export", "XEX/children", "-o", file, "--json"]);
    let (first, again) = (export("a.xlsx"), export("b.xlsx"));
    let bytes = |file: &str| std::fs::read(workspace.path().join(file)).expect("a file");
    assert_eq!(bytes("a.xlsx"), bytes("b.xlsx"));
    assert_eq!(version(&first), version(&again));
    // The key is part of the form and not of what is asked.
    workspace.replace(
        "countries/exampleland/init.lua",
        "  placeholders",
        &format!("  submission_key = \"{KEY}\",\n  placeholders"),
    );
    let keyed = export("c.xlsx");
    let plan = |version: &str| version.split('.').next().expect("a plan").to_string();
    assert_ne!(version(&first), version(&keyed));
    assert_eq!(plan(&version(&first)), plan(&version(&keyed)));
    workspace.replace("methodology/init.lua", "Did it go well?", "How did it go?");
    assert_ne!(plan(&version(&keyed)), plan(&version(&export("d.xlsx"))));
    // What each version asks is kept.
    let kept =
        std::fs::read_dir(workspace.path().join("countries/exampleland/forms")).expect("a folder").count();
    assert_eq!(kept, 2);
}

#[test]
fn a_name_that_the_form_needs_itself_is_refused_and_nothing_is_written() {
    let workspace = workspace();
    workspace.replace(
        "methodology/init.lua",
        r#"integer "size""#,
        r#"integer "age_state" "Which state?" { class = "core" },
        integer "size""#,
    );
    assert_snapshot!(export(&workspace).all(), @"
    --- stderr ---
    methodology/init.lua:62: error: the form needs the name 'age_state' for a row of its own
      = give the question or section 'age_state' another id
    --- exit 2 ---
    ");
    assert!(!workspace.path().join("form.xlsx").exists());
    assert!(!workspace.path().join("countries/exampleland/locks").exists());
}

#[test]
fn a_key_that_is_none_is_refused_at_its_place() {
    let workspace = workspace();
    let short = "MIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQKBgQCW1NROeT+hyXch9Odo2a9HDGD/X8wT24hpsDDylaybvSAuo7VnlXwG0GDWCu0arG2vFtdo5FmQWAZvkztUIj/cw1K5VVjXB3/yk/vkf108eDr+xGeYqIV2i/Hlh226TEFsqXN5O96umLJ6Hvy5XBzkBh4KyfzaWGt0udRe+swt9QIDAQAB";
    let cut = &KEY[..KEY.len() - 8];
    let mut said = String::new();
    for key in ["not a key", cut, short] {
        let country =
            COUNTRY.replace("  placeholders", &format!("  submission_key = \"{key}\",\n  placeholders"));
        workspace.write("countries/exampleland/init.lua", &country);
        let run = export(&workspace);
        assert_eq!(run.code, 2);
        said +=
            &run.stderr.lines().filter(|l| l.contains("submission_key is no")).collect::<Vec<_>>().join("\n");
        said.push('\n');
    }
    assert_snapshot!(said, @"
    countries/exampleland/init.lua:4:20: error: submission_key is no public key: it is not base64
    countries/exampleland/init.lua:4:20: error: submission_key is no public key: something is missing from it, or too much
    countries/exampleland/init.lua:4:20: error: submission_key is no public key: it has fewer than 2048 bits
    ");
}

#[test]
fn only_a_whole_questionnaire_is_a_form() {
    let workspace = workspace();
    let of = |arguments: &[&str]| {
        let run = workspace.run(&[&["export"], arguments].concat());
        format!("{:?} exit {}\n{}", arguments, run.code, run.stderr)
    };
    assert_snapshot!([
        of(&["XEX/children/age", "--format", "xlsform"]),
        of(&["XEX", "--format", "xlsform"]),
        of(&["XEX/children", "--format", "xlsform", "-o", "form.xml"]),
        of(&["XEX/children", "--format", "xlsform", "--years", "2020"]),
    ].concat(), @r#"
    ["XEX/children/age", "--format", "xlsform"] exit 2
    error: 'XEX/children/age' is not a whole questionnaire
      = a form is made of a questionnaire, such as KEN/household_survey/children
      = it is part of survey/children

    ["XEX", "--format", "xlsform"] exit 2
    error: 'XEX' is not a questionnaire
      = a form is made of a questionnaire, such as KEN/household_survey/children

    ["XEX/children", "--format", "xlsform", "-o", "form.xml"] exit 2
    error: form.xml: an XLSForm is a workbook, and its name ends in .xlsx
      = nothing was written

    ["XEX/children", "--format", "xlsform", "--years", "2020"] exit 2
    error: --years is for data requests; a questionnaire has none
    "#);
}

#[test]
fn a_form_never_records_what_was_typed_nor_any_sound() {
    let workspace = workspace();
    export(&workspace);
    let rows = columns(&workspace, "survey", &["type", "name", "parameters"]);
    let audit = rows.lines().find(|l| l.starts_with("audit")).expect("an audit row");
    assert_eq!(audit, "audit | audit | ");
    assert!(
        !rows.contains("track-changes") && !rows.contains("audio") && !rows.contains("location-"),
        "{rows}"
    );
}
