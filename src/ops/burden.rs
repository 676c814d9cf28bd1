//! `dh show KEN/children --burden`: how long an interview takes and what it asks
//! of a person; the limits of the method, which `dh check` holds.

use std::rc::Rc;
use std::sync::Arc;

use serde_json::{Value, json};

use super::translation::questionnaire;
use super::{Answer, Block, Workbench};
use crate::base::Diag;
use crate::base::diag::Kind;
use crate::base::number::grouped;
use crate::base::parallel::in_pieces;
use crate::field::burden::{Walks, is_sensitive, walks};
use crate::model::{Burden, Class, Group, Item, Measure, OptionDef, Plan, PlannedInstrument, Workspace};
use crate::report::text::TextTable;

/// Walks that are shown, and walks of a check, which runs for every country.
const MANY: usize = 2000;
const FEW: usize = 400;
const SEED: u64 = 12_17;
/// Nine interviews of ten.
const MOST: f64 = 0.9;

/// What was worked out of the walks.
struct Figures {
    walks: Walks,
    minutes: Spread,
    questions: Spread,
    sensitive: Spread,
    to_services: Option<Spread>,
    to_end: Option<Spread>,
    without_exit: f64,
    /// Interviews that asked something sensitive and did not reach the services.
    no_services: usize,
}

/// How something is spread over interviews.
#[derive(Debug, Clone, Copy)]
struct Spread {
    mean: f64,
    median: f64,
    most: f64,
    longest: f64,
}

impl Spread {
    fn of(mut all: Vec<f64>) -> Option<Spread> {
        all.sort_by(f64::total_cmp);
        let at = |share: f64| all.get(((all.len() as f64 * share).ceil() as usize).max(1) - 1).copied();
        Some(Spread {
            mean: all.iter().sum::<f64>() / all.len() as f64,
            median: at(0.5)?,
            most: at(MOST)?,
            longest: *all.last()?,
        })
    }
}

fn figures(planned: &PlannedInstrument, burden: &Burden, many: usize) -> Option<Figures> {
    let walks = walks(planned, burden, many, SEED);
    let of = |each: &dyn Fn(&crate::field::burden::Walk) -> Option<f64>| {
        Spread::of(walks.walks.iter().filter_map(each).collect())
    };
    let asked = |w: &&crate::field::burden::Walk| w.sensitive > 0 && w.to_services.is_none();
    Some(Figures {
        minutes: of(&|w| Some(w.seconds / 60.0))?,
        questions: of(&|w| Some(w.questions as f64))?,
        sensitive: of(&|w| Some(w.sensitive as f64))?,
        to_services: of(&|w| w.to_services.map(|n| n as f64)),
        to_end: of(&|w| w.to_end.map(|n| n as f64)),
        without_exit: of(&|w| Some(w.without_exit as f64))?.longest,
        no_services: if burden.services.is_empty() { 0 } else { walks.walks.iter().filter(asked).count() },
        walks,
    })
}

impl Figures {
    /// What a limit is held against; nothing where no interview had it.
    fn measured(&self, of: Measure) -> Option<f64> {
        match of {
            Measure::Minutes => Some(self.minutes.most),
            Measure::SensitiveItems => Some(self.sensitive.most),
            Measure::ToServices => self.to_services.map(|s| s.longest),
            Measure::ToEnd => self.to_end.map(|s| s.longest),
            Measure::WithoutExit => Some(self.without_exit),
        }
    }
}

fn of_instrument<'a>(workspace: &'a Workspace, path: &str) -> Option<&'a Burden> {
    workspace.methodology.burdens.iter().find(|b| b.instrument == path)
}

fn number(n: f64) -> String {
    grouped(n, if n.fract() == 0.0 { 0 } else { 1 })
}

/// Shows the burden of a questionnaire in a country.
///
/// # Errors
/// No questionnaire; the method assumes nothing about it.
pub fn show(workbench: &Workbench, address: &str) -> Result<Answer, Diag> {
    let place = questionnaire(workbench, address)?;
    let (workspace, planned) = (&workbench.workspace, place.planned());
    let burden = of_instrument(workspace, &place.path).ok_or_else(|| {
        Diag::error(format!("the method assumes nothing about the burden of {}", place.path)).hint(format!(
            "in methodology/: burden \"{}\" {{ seconds = {{ select_one = 6, … }}, seconds_per_word = 0.4 }}",
            place.path
        ))
    })?;
    let found =
        figures(planned, burden, MANY).ok_or_else(|| Diag::error(format!("{} asks nothing", place.path)))?;
    let mut answer = Answer::new("show");
    answer.heading(format!("{}: what an interview asks of a person", place.address()));
    spreads(&mut answer, &found);
    limits(&mut answer, burden, &found);
    sections(&mut answer, planned, &found);
    let activity = workspace.methodology.activity(place.activity());
    let target = planned.instrument.target.or(activity.and_then(|a| a.target));
    follow_ups(&mut answer, planned, &found, target);
    assumed(&mut answer, planned, burden);
    let ended = found.walks.walks.iter().filter(|w| w.ended.is_some()).count();
    answer.note(format!(
        "simulated: {} walks over the routes by the expected answers (seed {SEED}); no interview was measured",
        grouped(MANY as f64, 0)
    ));
    if ended > 0 {
        answer.note(format!(
            "{:.1} % of the walks end before their end, as it is expected of the questions that may end them",
            100.0 * ended as f64 / MANY as f64
        ));
    }
    if found.no_services > 0 {
        answer.note(format!(
            "{:.1} % of the walks ask something sensitive and never reach '{}'",
            100.0 * found.no_services as f64 / MANY as f64,
            burden.services
        ));
    }
    for open in [&burden.confirm] {
        if !open.is_empty() {
            answer.note(format!("to confirm: {open}"));
        }
    }
    Ok(answer)
}

fn spreads(answer: &mut Answer, found: &Figures) {
    let mut table = TextTable::new(&["of an interview", ">mean", ">median", ">9 of 10 at most", ">longest"]);
    let rows = [
        ("minutes", "minutes", Some(found.minutes)),
        ("questions", "questions", Some(found.questions)),
        ("sensitive_items", "sensitive items", Some(found.sensitive)),
        ("questions_to_services", "questions from the last sensitive one to the services", found.to_services),
        ("questions_to_end", "questions from the last sensitive one to the end", found.to_end),
    ];
    for (id, words, spread) in rows {
        let cells = spread.map(|s| [s.mean, s.median, s.most, s.longest]);
        let mut row = vec![words.to_string()];
        row.extend(cells.map_or(vec!["–".to_string(); 4], |c| c.iter().map(|n| format!("{n:.1}")).collect()));
        table.row(row);
        answer.row(json!({
            "kind": "burden", "of": id, "mean": cells.map(|c| c[0]), "median": cells.map(|c| c[1]),
            "p90": cells.map(|c| c[2]), "longest": cells.map(|c| c[3]),
            "state": if cells.is_some() { "simulated" } else { "not_applicable" },
        }));
    }
    table.row(vec![
        Measure::WithoutExit.words().into(),
        String::new(),
        String::new(),
        String::new(),
        number(found.without_exit),
    ]);
    answer.row(json!({
        "kind": "burden", "of": Measure::WithoutExit.id(), "longest": found.without_exit, "state": "simulated",
    }));
    answer.blocks.push(Block::Table(table));
}

fn limits(answer: &mut Answer, burden: &Burden, found: &Figures) {
    if burden.limits.is_empty() {
        return;
    }
    let mut table = TextTable::new(&["limit", ">at most", ">here", "holds"]);
    for limit in &burden.limits {
        let here = found.measured(limit.of);
        let holds = here.map(|n| n <= limit.most);
        table.row(vec![
            limit.of.words().into(),
            number(limit.most),
            here.map_or("–".into(), |n| format!("{n:.1}")),
            match holds {
                Some(true) => "yes",
                Some(false) => "no",
                None => "nothing sensitive is asked",
            }
            .into(),
        ]);
        answer.row(json!({
            "kind": "limit", "of": limit.of.id(), "most": limit.most, "value": here,
            "state": if here.is_some() { "simulated" } else { "not_applicable" }, "holds": holds.unwrap_or(true),
            "declared_at": limit.span.to_string(),
        }));
    }
    answer.blocks.push(Block::Table(table));
}

/// Where the time goes.
fn sections(answer: &mut Answer, planned: &PlannedInstrument, found: &Figures) {
    let mut table = TextTable::new(&["section", ">minutes", ">questions", ">sensitive"]);
    for group in &planned.instrument.groups {
        let own = || planned.asked().enumerate().filter(|(_, p)| p.item.group == group.id);
        let seconds: f64 = own().map(|(i, _)| found.walks.seconds[i]).sum();
        let asked = own().filter(|(_, p)| p.item.kind.is_asked()).count();
        if own().next().is_none() {
            continue;
        }
        let sensitive = own().filter(|(_, p)| is_sensitive(planned, &p.item)).count();
        let minutes = seconds / 60.0 / found.walks.walks.len() as f64;
        table.row(vec![group.id.clone(), format!("{minutes:.1}"), asked.to_string(), sensitive.to_string()]);
        answer.row(json!({
            "kind": "section", "section": group.id, "minutes": minutes, "questions": asked, "sensitive": sensitive,
            "state": "simulated",
        }));
    }
    answer.blocks.push(Block::Table(table));
}

/// How many are expected at each question that not everybody is asked.
fn follow_ups(answer: &mut Answer, planned: &PlannedInstrument, found: &Figures, target: Option<i64>) {
    let walks = found.walks.walks.len();
    let mut table = TextTable::new(&["asked of some", ">share", ">expected", "asked if"]);
    for (at, p) in planned.asked().enumerate() {
        let route = planned.route(&p.item);
        if route.is_empty() || !p.item.kind.is_asked() {
            continue;
        }
        let share = found.walks.reached[at] as f64 / walks as f64;
        let expected = target.map(|n| (n as f64 * share).round());
        table.row(vec![
            p.item.id.clone(),
            format!("{:.1} %", share * 100.0),
            expected.map_or("–".into(), |n| grouped(n, 0)),
            route.clone(),
        ]);
        answer.row(json!({
            "kind": "follow_up", "item": p.item.id, "share": share, "expected": expected,
            "state": if expected.is_some() { "simulated" } else { "no_target" }, "of": target, "ask_if": route,
        }));
    }
    if !table.rows.is_empty() {
        answer.blocks.push(Block::Table(table));
    }
    match target {
        Some(n) => {
            answer.note(format!("expected: of {} interviews planned in a country", grouped(n as f64, 0)))
        }
        None => answer.note("no number of interviews is planned: shares alone"),
    }
}

/// What the estimates rest on.
fn assumed(answer: &mut Answer, planned: &PlannedInstrument, burden: &Burden) {
    let mut table = TextTable::new(&["expected of", "answers", "assumed, or from"]);
    for e in &burden.expects {
        let shares: Vec<String> = e
            .shares
            .iter()
            .map(|(o, s)| format!("{o} {}", percent(*s)))
            .chain(e.rows.map(|r| format!("{r} rows")))
            .collect();
        let from = if e.source.is_empty() { format!("assumed: {}", e.assumed) } else { e.source.clone() };
        table.row(vec![e.question.clone(), shares.join(", "), from]);
        answer.row(json!({
            "kind": "expectation", "question": e.question,
            "shares": e.shares.iter().map(|(o, s)| (o.clone(), json!(s))).collect::<serde_json::Map<String, Value>>(),
            "assumed": e.source.is_empty(), "because": e.assumed, "source": e.source, "declared_at": e.span.to_string(),
        }));
    }
    if !table.rows.is_empty() {
        answer.blocks.push(Block::Table(table));
    }
    // Only what routes others makes a difference.
    let mut open: Vec<&str> = Vec::new();
    let routes = planned.asked().flat_map(|p| {
        let section = planned.group(&p.item).and_then(|g| g.ask_if.as_ref());
        section.into_iter().chain(p.item.ask_if.as_ref())
    });
    for name in routes.flat_map(|c| c.checked.depends_on()) {
        let asked = planned.item(name).is_some_and(|p| p.item.kind.is_asked());
        if asked && !open.contains(&name.as_str()) && !burden.expects.iter().any(|e| e.question == *name) {
            open.push(name);
        }
    }
    if !open.is_empty() {
        answer.note(format!(
            "nothing is expected of {}: their answers are drawn evenly, each option of several in one interview of three",
            some(&open)
        ));
    }
    for name in &open {
        answer.row(
            json!({"kind": "expectation", "question": name, "shares": Value::Null, "state": "not_stated"}),
        );
    }
    let ends: Vec<&str> = planned
        .asked()
        .filter(|p| p.item.ends.is_some() && !burden.expects.iter().any(|e| e.question == p.item.id))
        .map(|p| p.item.id.as_str())
        .collect();
    if !ends.is_empty() {
        answer.note(format!("nothing is expected of {}: no walk ends there", some(&ends)));
    }
}

/// The first of many names; `--json` has all.
fn some(names: &[&str]) -> String {
    const SHOWN: usize = 6;
    match names.len().saturating_sub(SHOWN) {
        0 => names.join(", "),
        more => format!("{} and {more} more", names[..SHOWN].join(", ")),
    }
}

fn percent(share: f64) -> String {
    format!("{} %", grouped(share * 100.0, if (share * 100.0).fract() == 0.0 { 0 } else { 1 }))
}

/// What `dh check` says of the limits: of the core, and of every country that
/// asks something else.
pub fn complaints(workspace: &Workspace) -> Vec<Diag> {
    // The core is looked at through any country that changes nothing of it.
    let any = workspace.countries.keys().next().map_or(String::new(), |code| format!("{code}/"));
    let plans: Vec<Rc<Plan>> = std::iter::once(workspace.core())
        .chain(workspace.countries.values().map(|c| workspace.plan(c)))
        .collect();
    let mut walked: Vec<(&Burden, &Plan, &PlannedInstrument)> = Vec::new();
    for burden in workspace.methodology.burdens.iter().filter(|b| !b.limits.is_empty()) {
        for plan in &plans {
            let Some(planned) = plan.instrument(&burden.instrument) else { continue };
            let same = |(of, _, known): &(&Burden, &Plan, &PlannedInstrument)| {
                std::ptr::eq(*of, burden) && (planned.shares_all_with(known) || weigh_alike(planned, known))
            };
            if !walked.iter().any(same) {
                walked.push((burden, plan, planned));
            }
        }
    }
    let found = in_pieces(walked.len(), |at| {
        let (burden, plan, planned) = walked[at];
        let Some(found) = figures(planned, burden, FEW) else { return Vec::new() };
        let over = burden.limits.iter().filter_map(|limit| {
            let here = found.measured(limit.of).filter(|n| *n > limit.most)?;
            let diag = Diag {
                kind: Kind::Check,
                ..Diag::error(format!(
                    "{} in {}: {} are {here:.1}, and {} are allowed",
                    burden.instrument,
                    plan.name,
                    limit.of.words(),
                    number(limit.most)
                ))
            };
            let diag = diag.at(limit.span.clone()).hint(what_to_cut(planned, &found, limit.of));
            Some(diag.hint(format!(
                "simulated by what the method expects; dh show {}{} --burden says where it goes",
                if plan.country.is_empty() { any.clone() } else { format!("{}/", plan.country) },
                burden.instrument
            )))
        });
        over.collect()
    });
    found.into_iter().flatten().collect()
}

/// Whether two plans have the same burden, so that one of them need not be
/// walked: all that [`walks`] reads is the same.
fn weigh_alike(a: &PlannedInstrument, b: &PlannedInstrument) -> bool {
    let about = |p: &PlannedInstrument| {
        let i = &p.instrument;
        (i.ages, i.age_from.clone())
    };
    let groups = || {
        let (a, b) = (&a.instrument.groups, &b.instrument.groups);
        let same = |(a, b): (&Group, &Group)| {
            a.id == b.id && a.ask_if == b.ask_if && a.sensitive == b.sensitive && a.after_end == b.after_end
        };
        a.len() == b.len() && a.iter().zip(b).all(same)
    };
    let shared = Arc::ptr_eq(&a.instrument, &b.instrument);
    (shared || about(a) == about(b) && groups())
        && a.asked().count() == b.asked().count()
        && a.asked()
            .zip(b.asked())
            .all(|(a, b)| Arc::ptr_eq(&a.item, &b.item) || asks_alike(&a.item, &b.item))
}

/// Whether two items are the same to a walk. Other languages are not, nor what
/// only tells how an answer is understood.
fn asks_alike(a: &Item, b: &Item) -> bool {
    let options =
        |(a, b): (&OptionDef, &OptionDef)| a.id == b.id && a.label == b.label && a.exclusive == b.exclusive;
    a.id == b.id
        && a.text == b.text
        && a.kind == b.kind
        && a.class == b.class
        && a.group == b.group
        && a.ask_if == b.ask_if
        && a.options.len() == b.options.len()
        && a.options.iter().zip(&b.options).all(options)
        && a.allow == b.allow
        && a.range == b.range
        && a.ages == b.ages
        && a.must == b.must
        && a.value == b.value
        && a.sensitive == b.sensitive
        && a.battery == b.battery
        && a.roster == b.roster
        && a.by_interviewer == b.by_interviewer
        && a.ends == b.ends
        && a.count == b.count
        && a.max_rows == b.max_rows
        && a.pick_from == b.pick_from
        && a.pick_if == b.pick_if
}

fn what_to_cut(planned: &PlannedInstrument, found: &Figures, of: Measure) -> String {
    let sensitive = |i: &Item| is_sensitive(planned, i);
    match of {
        Measure::Minutes | Measure::SensitiveItems => {
            let mut own: Vec<(f64, &Item)> = planned
                .asked()
                .enumerate()
                .filter(|(_, p)| p.item.class != Class::Core)
                .filter(|(_, p)| of == Measure::Minutes || sensitive(&p.item))
                .map(|(at, p)| {
                    let weight = if of == Measure::Minutes {
                        found.walks.seconds[at]
                    } else {
                        found.walks.reached[at] as f64
                    };
                    (weight / found.walks.walks.len() as f64, &*p.item)
                })
                .collect();
            own.sort_by(|a, b| b.0.total_cmp(&a.0));
            let named: Vec<String> = own
                .iter()
                .take(5)
                .map(|(n, i)| match of {
                    Measure::Minutes => format!("{} ({n:.0} s, {})", i.id, i.class.word()),
                    _ => format!("{} ({})", i.id, i.class.word()),
                })
                .collect();
            if named.is_empty() {
                "all of it is core: the method itself asks too much".into()
            } else {
                format!("to cut first, of what is not core: {}", named.join(", "))
            }
        }
        Measure::ToServices | Measure::ToEnd => {
            let last = planned.asked().filter(|p| p.item.kind.is_asked() && sensitive(&p.item)).last();
            format!(
                "move what follows '{}' before the sensitive sections, or give the services earlier",
                last.map_or("", |p| &p.item.id)
            )
        }
        Measure::WithoutExit => {
            "put a question between them at which the interview may end: ends_if = \"…\"".into()
        }
    }
}
