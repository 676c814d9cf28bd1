//! A questionnaire with every kind of question that comes back from the field,
//! and a permit under which its records can be looked at.

use std::io::{Cursor, Write};

use super::{CLEARED, Run, Workspace};

/// What is asked, in the place of the small workspace's questions.
const QUESTIONNAIRE: &str = r#"    questionnaire "children" "Children" {
      respondents = "children",
      population = "children 12-17",
      section "you" "You" {
        select_one "assent" "May we begin?" {
          class = "core",
          options = { { "yes", "Yes" }, { "no", "No" } },
          ends_unless = "assent == yes", ends_as = "no_assent",
        },
        integer "age" "How old are you?" {
          class = "core", range = { 0, 99 }, allow = { "dont_know", "prefer_not" },
        },
        select_one "online" "Do you use the internet?" {
          class = "core",
          options = { { "yes", "Yes" }, { "no", "No" } },
          allow = { "dont_know", "prefer_not" },
        },
        decimal "hours" "How many hours a day?" {
          class = "adaptable", ask_if = "online == yes", allow = { "dont_know" },
        },
        calculation "minutes" "Minutes a day" { class = "core", value = "hours * 60" },
        select_multiple "devices" "What do you use?" {
          class = "core", ask_if = "online == yes",
          options = { { "phone", "A phone" }, { "tablet", "A tablet" }, { "none", "None of these", exclusive = true } },
          allow = { "dont_know" },
        },
        date "first_day" "When did you first go online?" { class = "adaptable", allow = { "dont_know" } },
        time "begun" "What time is it?" { class = "adaptable" },
        geopoint "place" "Where are we?" { class = "adaptable" },
        text "remark" "Anything to add?" { class = "adaptable" },
      },
      section "home" "Home" {
        integer "household_size" "How many people live here?" { class = "core", range = { 0, 20 } },
        roster "household" "The people who live here" {
          class = "core", count = "household_size", max = 20,
          integer "member_age" "How old?" { class = "core", range = { 0, 120 }, allow = { "dont_know" } },
          select_one "member_online" "Online?" {
            class = "core", ask_if = "member_age >= 5 and online == yes",
            options = { { "yes", "Yes" }, { "no", "No" } },
          },
        },
        calculation "children_at_home" "Children" {
          class = "core", value = "count_rows(household, member_age < 18)",
        },
      },
    },
"#;

const PERMIT: &str = r#"  permit "all" {
    of = "survey/children",
    to = "The institute",
    purpose = "looking at what came in",
    fields = {
      "record_id", "interview_date", "assent", "age", "online", "hours", "minutes", "devices", "first_day", "begun",
      "place", "remark", "household_size", "children_at_home",
    },
    audience = "workroom",
    valid = { "2024-01-01", "2026-12-31" },
    given_by = "the institute",
    source = "https://example.org/permit",
  },
"#;

impl Workspace {
    /// The workspace, with an empty store.
    pub fn field() -> Workspace {
        let workspace = Workspace::small();
        let script = workspace.read("methodology/init.lua");
        let from = script.find("    questionnaire").expect("a questionnaire");
        workspace.write("methodology/init.lua", &format!("{}{QUESTIONNAIRE}  }},\n}}\n", &script[..from]));
        let country = CLEARED.replace("  safeguards {", &format!("{PERMIT}  safeguards {{"));
        workspace.write("countries/exampleland/init.lua", &country);
        let made = workspace.run(&["store", "create", "--key-file", "store.key"]);
        assert_eq!(made.code, 0, "{}", made.all());
        workspace
    }

    /// Writes bytes to a file.
    pub fn bytes(&self, file: &str, bytes: &[u8]) -> &Self {
        let path = self.path().join(file);
        std::fs::create_dir_all(path.parent().expect("a parent")).expect("folders");
        std::fs::write(path, bytes).expect("a file");
        self
    }

    /// Imports a file of the field.
    pub fn import(&self, file: &str, options: &[&str]) -> Run {
        let mut arguments = vec!["import", "XEX/children", file];
        arguments.extend_from_slice(options);
        self.run(&arguments)
    }

    /// The records that are held, as CSV.
    pub fn records(&self) -> String {
        let run = self.run(&[
            "export",
            "XEX/children",
            "--format",
            "records",
            "--permit",
            "all",
            "-o",
            "held.csv",
            "--force",
        ]);
        assert_eq!(run.code, 0, "{}", run.all());
        self.read("held.csv")
    }

    /// How many batches are held: none where nothing was imported.
    pub fn batches(&self) -> usize {
        self.run(&["store", "--json"]).rows().len()
    }
}

/// An archive of these parts.
pub fn zipped(parts: &[(&str, &str)]) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, text) in parts {
        zip.start_file(*name, zip::write::SimpleFileOptions::default()).expect("a part");
        zip.write_all(text.as_bytes()).expect("a part");
    }
    zip.finish().expect("an archive").into_inner()
}

/// What ODK Central writes of two interviews, one refusal to begin, and a
/// record that review rejected.
pub const ODK_MAIN: &str = "\
SubmissionDate,start,interview_date,you-assent,ended_assent,you-age,you-age_state,you-online,you-hours,you-hours_state,you-minutes,you-devices,you-devices/phone,you-devices/tablet,you-first_day,you-first_day_state,you-begun,you-place-Latitude,you-place-Longitude,you-place-Altitude,you-place-Accuracy,you-remark,home-household_size,home-household_count,home-children_at_home,outcome,meta-instanceID,meta-instanceName,KEY,SubmitterID,SubmitterName,AttachmentsPresent,AttachmentsExpected,Status,ReviewState,DeviceID,Edits,FormVersion
2024-03-02T08:00:00.000Z,2024-03-01T09:58:00.000+03:00,2024-03-01,yes,no,13,,yes,2.5,,150,phone tablet,1,1,2020-05-01,,10:05:00.000+03:00,-1.29,36.82,0,15,\"walks, to the library\",2,2,1,complete,uuid:a1,n,uuid:a1,5,device 1,0,0,,,collect:1,0,
2024-03-02T08:00:00.000Z,2024-03-01T11:00:00.000+03:00,2024-03-01,yes,no,,dont_know,prefer_not,,,,,0,0,,dont_know,11:05:00.000+03:00,-1.3,36.8,,,,0,0,0,complete,uuid:a2,n,uuid:a2,5,device 1,0,0,,approved,collect:1,0,
2024-03-02T08:00:00.000Z,2024-03-01T12:00:00.000+03:00,2024-03-01,no,yes,,,,,,,,0,0,,,,,,,,,,,,no_assent,uuid:a3,n,uuid:a3,5,device 1,0,0,,,collect:1,0,
2024-03-02T08:00:00.000Z,2024-03-01T13:00:00.000+03:00,2024-03-01,yes,no,99,,no,,,,,0,0,,dont_know,13:00:00.000+03:00,1,1,,,,0,0,0,complete,uuid:a4,n,uuid:a4,5,device 1,0,0,,rejected,collect:1,0,
,,,,,,,,,,,,,,,,,,,,,,,,,,,,uuid:a5,,,,,not decrypted,,,,
";

pub const ODK_HOUSEHOLD: &str = "\
member_age,member_age_state,member_online,PARENT_KEY,KEY
13,,yes,uuid:a1,uuid:a1/home/household[1]
,dont_know,,uuid:a1,uuid:a1/home/household[2]
";

/// The first of those interviews as ODK Collect sends it.
pub const SUBMISSION: &str = r#"<?xml version='1.0' ?>
<data id="xex_survey_children" version="" xmlns:orx="http://openrosa.org/xforms">
  <start>2024-03-01T09:58:00.000+03:00</start>
  <end>2024-03-01T10:20:00.000+03:00</end>
  <interview_date>2024-03-01</interview_date>
  <you>
    <assent>yes</assent><ended_assent>no</ended_assent>
    <age>13</age>
    <online>yes</online>
    <hours>2.5</hours>
    <minutes>150</minutes>
    <devices>phone tablet</devices>
    <first_day>2020-05-01</first_day>
    <begun>10:05:00.000+03:00</begun>
    <place>-1.29 36.82 0 15</place>
    <remark>walks, to the library</remark>
  </you>
  <home>
    <household_size>2</household_size>
    <household><member_age>13</member_age><member_online>yes</member_online></household>
    <household><member_age/><member_age_state>dont_know</member_age_state></household>
    <children_at_home>1</children_at_home>
  </home>
  <outcome>complete</outcome>
  <orx:meta><orx:instanceID>uuid:a1</orx:instanceID><orx:instanceName>n</orx:instanceName></orx:meta>
</data>
"#;

/// A submission of somebody who does not begin.
pub fn refusal(id: &str) -> String {
    format!(
        "<data id=\"xex_survey_children\"><interview_date>2024-03-01</interview_date>\
         <you><assent>no</assent><ended_assent>yes</ended_assent></you><outcome>no_assent</outcome>\
         <meta><instanceID>{id}</instanceID></meta></data>"
    )
}

/// What SurveyCTO writes in its long format: a table of the interviews, with
/// where they were drawn, and one of the rows of the roster.
pub const LONG_MAIN: &str = "\
SubmissionDate,starttime,endtime,deviceid,username,duration,caseid,stratum,psu,weight,assent,age,age_state,online,hours,devices,household_size,household_count,SET-OF-household,instanceID,formdef_version,review_status,KEY
\"Mar 2, 2024 8:00:00 AM\",\"Mar 1, 2024 9:58:00 AM\",x,d,u,10,,a,1,10,yes,13,,yes,2.5,phone tablet,3,3,uuid:c1/household,uuid:c1,,APPROVED,uuid:c1
\"Mar 2, 2024 8:00:00 AM\",\"Mar 1, 2024 9:59:00 AM\",x,d,u,10,,a,2,20,yes,15,,yes,1,phone,1,1,uuid:c2/household,uuid:c2,,,uuid:c2
\"Mar 2, 2024 8:00:00 AM\",\"Mar 1, 2024 9:59:00 AM\",x,d,u,10,,b,3,30,yes,15,,yes,1,phone,2,2,uuid:c3/household,uuid:c3,,,uuid:c3
\"Mar 2, 2024 8:00:00 AM\",\"Mar 1, 2024 9:59:00 AM\",x,d,u,10,,b,4,40,yes,15,,no,,,1,1,uuid:c4/household,uuid:c4,,,uuid:c4
";

/// The rows of that roster; they do not stand in the order of the interviews.
pub const LONG_HOUSEHOLD: &str = "\
member_age,member_age_state,member_online,PARENT_KEY,KEY,SET-OF-household
40,,no,uuid:c3,uuid:c3/household[1],uuid:c3/household
13,,yes,uuid:c1,uuid:c1/household[1],uuid:c1/household
,dont_know,,uuid:c1,uuid:c1/household[2],uuid:c1/household
3,,,uuid:c1,uuid:c1/household[3],uuid:c1/household
15,,yes,uuid:c2,uuid:c2/household[1],uuid:c2/household
14,,yes,uuid:c3,uuid:c3/household[2],uuid:c3/household
70,,,uuid:c4,uuid:c4/household[1],uuid:c4/household
";
