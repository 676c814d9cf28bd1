//! `dh new activity ID "Label" --kind KIND`: a research activity with the
//! instruments of its kind, to be filled in.

use serde_json::json;

use crate::base::Diag;
use crate::base::diag::choice_hints;
use crate::model::ActivityKind;

use super::super::{Answer, Workbench};
use super::text::quoted;
use super::{label_of, place_folder, snake_case};

/// What a new activity is.
#[derive(Debug, Clone, Default)]
pub struct ActivityRequest {
    pub id: String,
    pub label: String,
    /// `survey`, `interviews`, `desk_review` or `offence_data`.
    pub kind: String,
    /// The part of the method it belongs to; the first where none is said.
    pub part: Option<String>,
}

/// Makes a folder of `methodology/` with the activity.
pub fn activity(workbench: &Workbench, request: &ActivityRequest) -> Result<Answer, Diag> {
    let method = &workbench.workspace.methodology;
    snake_case("activity", &request.id)?;
    label_of("activity", &request.label)?;
    if let Some(known) = method.activity(&request.id) {
        return Err(Diag::error(format!("there is an activity '{}' already", request.id))
            .hint(format!("declared at {}; nothing was changed", known.span)));
    }
    let Some(kind) = ActivityKind::ALL.into_iter().find(|k| k.id() == request.kind) else {
        let mut diag = Diag::error(format!("there is no kind of activity '{}'", request.kind));
        for hint in choice_hints(&request.kind, ActivityKind::ALL.map(ActivityKind::id)) {
            diag = diag.hint(hint);
        }
        return Err(diag.hint("nothing was changed"));
    };
    let part = match &request.part {
        Some(part) => method.parts.iter().find(|p| p.id == *part).ok_or_else(|| {
            let mut diag = Diag::error(format!("there is no part '{part}'"));
            for hint in choice_hints(part, method.parts.iter().map(|p| p.id.as_str())) {
                diag = diag.hint(hint);
            }
            diag.hint("nothing was changed")
        })?,
        None => method.parts.first().ok_or_else(|| {
            Diag::error("the methodology has no part for an activity to belong to")
                .hint("declare one: part \"context\" \"Context\" { led_by = \"…\" }")
        })?,
    };
    let number = method.activities.iter().map(|a| a.number).max().unwrap_or(0) + 1;
    // What takes records of people needs an approval until someone says not.
    let ethics = matches!(kind, ActivityKind::Survey | ActivityKind::Interviews);
    let script = format!(
        "-- Made by 'dh new activity'. What says 'To be written' is to be written.\n\
         return activity {} {} {{\n\
         \x20 number = {number},\n\
         \x20 part = {},\n\
         \x20 kind = {},\n\
         \x20 asks = \"To be written: who or what is asked\",\n\
         \x20 representative = false,\n\
         \x20 ethics = {ethics},\n\
         \x20 source = \"To be written: where the activity is described\",\n\
         \x20 confirm = \"A skeleton: who is asked, the design and the source are to be written.\",\n\
         {}}}\n",
        quoted(&request.id),
        quoted(&request.label),
        quoted(&part.id),
        quoted(kind.id()),
        instruments(workbench, kind)
    );
    let folder = format!("methodology/{}", request.id);
    place_folder(workbench, &folder, &[("init.lua", script)])?;
    let mut answer = Answer::new("new");
    answer.row(json!({
        "kind": "activity", "address": request.id, "number": number, "part": part.id,
        "file": format!("{folder}/init.lua"),
    }));
    answer.text(format!(
        "{folder}/init.lua: activity {number}, {} ({}), in the part {}. What says 'To be written' is to be written.",
        request.label,
        kind.word(),
        part.label
    ));
    Ok(answer)
}

/// The instruments of a kind, each with as little as it can have.
fn instruments(workbench: &Workbench, kind: ActivityKind) -> String {
    match kind {
        ActivityKind::Survey => r#"
  questionnaire "respondents" "To be written: who answers" {
    respondents = "To be written: who answers it",
    population = "To be written: whom its estimates are about",

    section "introduction" "Introduction" {
      note "welcome" "To be written: what is read out before the first question." {
        class = "adaptable",
      },
    },
  },
"#
        .into(),
        ActivityKind::Interviews => r#"
  interview_guide "guide" "To be written: the guide" {
    respondents = "To be written: who is interviewed",

    topic "opening" "To be written: the first topic" {
      class = "adaptable",
    },
  },

  codebook "themes" "Themes" {
    theme "first_theme" "To be written: the first theme" {
      description = "To be written: what the theme is about",
    },
  },
"#
        .into(),
        ActivityKind::DeskReview => {
            // A criterion is answered on a scale; where there is none yet, the
            // checklist waits for one.
            let criterion = workbench.workspace.methodology.scales.first().map_or(String::new(), |scale| {
                format!(
                    "      criterion \"first_criterion\" \"To be written: the first question\" {{\n        scale = {},\n        class = \"adaptable\",\n        to_confirm = true,\n      }},\n",
                    quoted(&scale.id)
                )
            });
            format!(
                "\n  checklist \"checklist\" \"To be written: the checklist\" {{\n    domain \"first_domain\" \"To be written: the first domain\" {{\n{criterion}    }},\n  }},\n"
            )
        }
        ActivityKind::OffenceData => r#"
  data_request "request" "To be written: the request" {
    asked_of = "To be written: who is asked for the data",
    -- The series asked for, once they are declared: { "arrests", … }.
    series = {},
  },
"#
        .into(),
    }
}
