//! Existing forms as questionnaires: `dh import --xlsform`.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use dh::base::Interrupt;
use dh::model::{Item, PlannedInstrument};
use dh::ops::Workbench;
use insta::assert_snapshot;
use rust_xlsxwriter::Workbook;

use crate::common::odk::Pyxform;
use crate::common::{Run, Workspace, repository, run_in};

/// A workspace with a method and no questionnaire.
fn empty() -> Workspace {
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
type Sheet<'a> = (&'a str, &'a [&'a [&'a str]]);

/// Writes a form.
fn form(workspace: &Workspace, sheets: &[Sheet]) -> PathBuf {
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

fn import(workspace: &Workspace, form: &Path, out: &str) -> Run {
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
        let text: Vec<String> = columns.iter().map(|c| format!("{c}: {}", cell(c))).filter(|t| !t.ends_with(": ")).collect();
        rows.insert(name.clone(), format!("behind {before}: {}", text.join(" | ")));
        before.clone_from(name);
    }
    rows
}

fn export(workspace: &Workspace, address: &str, file: &str) -> PathBuf {
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
    let id = run.stdout.lines().find_map(|l| l.strip_prefix("address")).expect("an address").trim().to_string();
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
    out.extend(again.iter().filter(|(name, _)| !ours.contains_key(*name)).map(|(name, is)| format!("{name}: new\n  {is}")));
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
fn our_own_form_with_a_roster_comes_back_but_for_what_is_counted_and_drawn_in_it() {
    assert_snapshot!(same_again("KEN/household_survey/screening"), @"
    64 rows
    appointment:
      behind : type: begin_group | relevant: ${ended_visit_outcome} != 'yes' and ${ended_informant_adult} != 'yes' and ${ended_informant_consent} != 'yes' and ${ended_children_online} != 'yes'
      behind : type: begin_group | relevant: ${ended_visit_outcome} != 'yes' and ${ended_informant_adult} != 'yes' and ${ended_informant_consent} != 'yes'
    caregiver_line:
      behind chosen_child_told: type: integer | relevant: ${ended_children_online} != 'yes' | constraint: . >= 1 and . <= 30 and not(. != '' and ${household_size} != '' and . > ${household_size} or . != '' and ${chosen_child} != '' and number(.) = ${chosen_child})
      behind chosen_child_told: type: integer | constraint: . >= 1 and . <= 30
    caregiver_line_state:
      behind caregiver_line: type: select_one not_applicable | relevant: ${caregiver_line} = '' and ${ended_children_online} != 'yes' | required: yes
      behind caregiver_line: type: select_one not_applicable | relevant: ${caregiver_line} = '' | required: yes
    children_12_17: gone
      behind child_chosen: type: calculate | calculation: if(${ended_visit_outcome} != 'yes' and ${ended_informant_adult} != 'yes' and ${ended_informant_consent} != 'yes', count(${household}[./member_age != '' and ./member_age >= 12 and ./member_age <= 17]), 0)
    children_online: gone
      behind children_12_17: type: calculate | calculation: if(${ended_visit_outcome} != 'yes' and ${ended_informant_adult} != 'yes' and ${ended_informant_consent} != 'yes', count(${household}[./member_age != '' and ./member_age >= 12 and ./member_age <= 17 and ./member_online = 'yes']), 0)
    chosen_child: gone
      behind chosen_child_highest: type: calculate | relevant: ${ended_children_online} != 'yes' | calculation: if(${ended_visit_outcome} != 'yes' and ${ended_informant_adult} != 'yes' and ${ended_informant_consent} != 'yes' and count(${household}[./chosen_child_lot >= 0]) > 0, sum(${household}[number(./chosen_child_lot) = number(${chosen_child_highest})]/household_line), '')
    chosen_child_draw: gone
      behind household_line: type: calculate | calculation: once(random())
    chosen_child_highest: gone
      behind ended_children_online: type: calculate | calculation: max(${household}/chosen_child_lot)
    chosen_child_lot: gone
      behind chosen_child_draw: type: calculate | calculation: if(${member_age} != '' and ${member_age} >= 12 and ${member_age} <= 17 and ${member_online} = 'yes', ${chosen_child_draw}, -1)
    chosen_child_told:
      behind chosen_child: type: note | relevant: ${ended_children_online} != 'yes'
      behind child_chosen: type: note
    ended_children_online: gone
      behind children_online: type: calculate | calculation: if(${children_online} != '' and ${children_online} = 0, 'yes', 'no')
    household_line: gone
      behind member_online: type: calculate | calculation: position(..)
    outcome:
      behind : type: calculate | calculation: if(${ended_visit_outcome} = 'yes', 'not_reached', if(${ended_informant_adult} = 'yes', 'no_informant', if(${ended_informant_consent} = 'yes', 'refused', if(${ended_children_online} = 'yes', 'no_child_online', 'complete'))))
      behind : type: calculate | calculation: if(${ended_visit_outcome} = 'yes', 'not_reached', if(${ended_informant_adult} = 'yes', 'no_informant', if(${ended_informant_consent} = 'yes', 'refused', 'complete')))
    ");
}
