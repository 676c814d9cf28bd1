//! Mutated questionnaires: the shipped ones, each with one thing wrong. How
//! many the static checks notice alone, and how many with the scenarios.
//!
//! `cargo test --test all -- questionnaire_mutants --nocapture` prints the table.

use std::collections::BTreeMap;
use std::sync::Arc;

use dh::base::Interrupt;
use dh::expr::{self, Profile};
use dh::field::{Walker, try_scenario};
use dh::model::{Condition, InstrumentKind, Item, ItemKind, ItemScope, PlannedInstrument, Scenario, flaws};
use dh::ops::Workbench;

use crate::common::repository;

struct Mutant {
    kind: &'static str,
    what: String,
    planned: PlannedInstrument,
}

struct Maker<'a> {
    planned: &'a PlannedInstrument,
    mutants: Vec<Mutant>,
}

impl Maker<'_> {
    fn add(&mut self, kind: &'static str, what: String, change: impl FnOnce(&mut PlannedInstrument)) {
        let mut planned = self.planned.clone();
        change(&mut planned);
        self.mutants.push(Mutant { kind, what, planned });
    }

    /// One item changed.
    fn item(&mut self, kind: &'static str, at: usize, what: &str, change: impl FnOnce(&mut Item)) {
        let what = format!("{}: {what}", self.planned.items[at].item.id);
        self.add(kind, what, |planned| change(Arc::make_mut(&mut planned.items[at].item)));
    }

    /// A condition of an item, or of its section, with another text. One that
    /// means nothing any more is kept as it was parsed, as a layer would.
    fn condition(&self, old: &Condition, source: &str, profile: Profile) -> Option<Condition> {
        let scope = ItemScope::new(self.planned.items.iter().map(|i| &*i.item));
        let checked = expr::check(source, &scope, profile).ok()?;
        (checked.ast() != old.checked.ast())
            .then(|| Condition { source: source.into(), checked: Arc::new(checked) })
    }
}

/// The texts that differ from a condition by one slip, with what slipped.
fn slips(source: &str, options: &dyn Fn(&str) -> Vec<String>) -> Vec<(&'static str, String)> {
    let mut out = vec![("condition negated", format!("not ({source})"))];
    for (from, to) in [(" and ", " or "), (" or ", " and ")] {
        for (at, _) in source.match_indices(from) {
            out.push(("and for or", format!("{}{to}{}", &source[..at], &source[at + from.len()..])));
        }
    }
    let operators = [(" > ", " >= "), (" >= ", " > "), (" < ", " <= "), (" <= ", " < "), (" == ", " ~= ")];
    for (from, to) in operators {
        for (at, _) in source.match_indices(from) {
            out.push(("operator", format!("{}{to}{}", &source[..at], &source[at + from.len()..])));
        }
    }
    // Every word that is an option, for another of its question.
    let mut from = 0;
    while from < source.len() {
        let word: String =
            source[from..].chars().take_while(|c| c.is_ascii_alphanumeric() || *c == '_').collect();
        if word.is_empty() {
            from += source[from..].chars().next().map_or(1, char::len_utf8);
            continue;
        }
        for other in options(&word) {
            let text = format!("{}{other}{}", &source[..from], &source[from + word.len()..]);
            out.push(("option for another", text));
        }
        from += word.len();
    }
    out
}

fn mutants(planned: &PlannedInstrument) -> Vec<Mutant> {
    let mut maker = Maker { planned, mutants: Vec::new() };
    let items: Vec<Arc<Item>> = planned.items.iter().map(|i| i.item.clone()).collect();
    // Another option of a question that has `word` among its own, where the
    // condition names that question.
    let others = |source: &str, word: &str| -> Vec<String> {
        let named = items.iter().filter(|i| source.contains(&i.id) && i.options.iter().any(|o| o.id == word));
        let next = named.filter_map(|i| {
            let at = i.options.iter().position(|o| o.id == word)?;
            Some(i.options[(at + 1) % i.options.len()].id.clone())
        });
        next.filter(|o| o != word).take(1).collect()
    };
    // What routes or checks read.
    let read: Vec<&str> = items.iter().flat_map(|i| i.conditions()).map(|(_, c)| c.source.as_str()).collect();
    let mut others_seen = 0;
    for (at, item) in items.iter().enumerate() {
        // A heading over rows: what it says stands in each of them.
        if item.kind == ItemKind::Battery {
            continue;
        }
        for (field, condition) in item.conditions() {
            let profile = if matches!(field, "value" | "count") { Profile::Value } else { Profile::Routing };
            let put = |item: &mut Item, new: Condition| match field {
                "ask_if" => item.ask_if = Some(new),
                "must" => item.must = Some(new),
                "warn_if" => item.warn_if = Some(new),
                "value" => item.value = Some(new),
                "count" => item.count = Some(new),
                "where" => item.pick_if = Some(new),
                _ => item.ends.as_mut().expect("an ending").condition = new,
            };
            for (kind, text) in slips(&condition.source, &|word| others(&condition.source, word)) {
                if let Some(new) = maker.condition(condition, &text, profile) {
                    maker.item(kind, at, &format!("{field} = {text}"), |item| put(item, new));
                }
            }
            match field {
                "ask_if" => maker.item("ask_if dropped", at, field, |item| item.ask_if = None),
                "must" => maker.item("check dropped", at, field, |item| item.must = None),
                "warn_if" => maker.item("check dropped", at, field, |item| item.warn_if = None),
                "ends_if" | "ends_unless" => {
                    maker.item("ending dropped", at, field, |item| item.ends = None);
                    maker.item("ending turned round", at, field, |item| {
                        let ends = item.ends.as_mut().expect("an ending");
                        ends.unless = !ends.unless;
                    });
                }
                _ => {}
            }
            // The filter is asked behind what it routes.
            if field == "ask_if" && item.specify_of.is_empty() {
                for name in condition.checked.depends_on() {
                    let Some(from) = items.iter().position(|i| i.id == *name).filter(|from| *from < at)
                    else {
                        continue;
                    };
                    maker.add("filter moved behind", format!("{name} behind {}", item.id), |planned| {
                        let moved = planned.items.remove(from);
                        planned.items.insert(at, moved);
                    });
                }
            }
        }
        if let Some((low, high)) = item.range.filter(|(low, high)| low < high) {
            maker.item("range reversed", at, "range", |item| item.range = Some((high, low)));
            maker.item("range narrowed", at, "low", |item| item.range = Some((low + 1.0, high)));
            maker.item("range narrowed", at, "high", |item| item.range = Some((low, high - 1.0)));
            maker.item("range dropped", at, "range", |item| item.range = None);
        }
        if let Some((low, high)) = item.ages {
            maker.item("range reversed", at, "ages", |item| item.ages = Some((high, low - 1.0)));
        }
        if item.options.len() > 1 && item.battery.is_empty() {
            for (o, option) in item.options.iter().enumerate() {
                let word = |source: &&str| {
                    source.split(|c: char| !c.is_ascii_alphanumeric() && c != '_').any(|w| w == option.id)
                };
                let routes = option.specify || read.iter().any(|s| s.contains(&item.id) && word(s));
                let kind = if routes { "option removed, routes" } else { "option removed, other" };
                // Of those that no route reads, a quarter is enough.
                others_seen += usize::from(!routes);
                if !routes && !others_seen.is_multiple_of(4) {
                    continue;
                }
                maker.item(kind, at, &option.id, |item| {
                    item.options.remove(o);
                });
            }
        }
        for (o, option) in item.options.iter().enumerate().filter(|(_, o)| o.exclusive) {
            maker.item("exclusive forgotten", at, &option.id, |item| item.options[o].exclusive = false);
        }
        if item.kind.is_asked() && item.ask_if.is_none() && item.roster.is_empty() {
            maker.add("left out", item.id.clone(), |planned| planned.items[at].left_out = true);
        }
        if item.kind == ItemKind::Note {
            continue;
        }
        if let Some(twin) = items.get(at + 1).filter(|_| item.kind.is_asked()) {
            let id = twin.id.clone();
            maker.item("one name twice", at, &id.clone(), |item| item.id = id);
        }
    }
    let groups = planned.instrument.groups.clone();
    for (g, group) in groups.iter().enumerate() {
        if let Some(condition) = &group.ask_if {
            let put = |planned: &mut PlannedInstrument, new: Option<Condition>| {
                Arc::make_mut(&mut planned.instrument).groups[g].ask_if = new;
            };
            maker.add("ask_if dropped", format!("section {}", group.id), |planned| put(planned, None));
            for (kind, text) in slips(&condition.source, &|word| others(&condition.source, word)) {
                if let Some(new) = maker.condition(condition, &text, Profile::Routing) {
                    maker.add(kind, format!("section {}: {text}", group.id), |planned| {
                        put(planned, Some(new))
                    });
                }
            }
        }
        if group.after_end {
            maker.add("service list not reached", group.id.clone(), |planned| {
                Arc::make_mut(&mut planned.instrument).groups[g].after_end = false;
            });
        }
    }
    maker.mutants
}

/// How many of a kind there are, how many the static checks notice, how many
/// those and the scenarios.
#[derive(Default, Clone, Copy)]
struct Count {
    all: usize,
    by_checks: usize,
    by_both: usize,
}

impl Count {
    fn line(&self, name: &str) -> String {
        let share = |n: usize| 100.0 * n as f64 / self.all.max(1) as f64;
        format!(
            "{name:<26} {:>5} {:>6} {:>5.1} % {:>6} {:>5.1} %",
            self.all,
            self.by_checks,
            share(self.by_checks),
            self.by_both,
            share(self.by_both)
        )
    }
}

/// Every mutant of the shipped questionnaires is tried. What is held here is
/// said in docs/questionnaires.md.
#[test]
fn mutated_questionnaires_are_noticed() {
    let bench = Workbench::open(&repository(), &Interrupt::new());
    let core = bench.workspace.core();
    let mut counts: BTreeMap<&'static str, Count> = BTreeMap::new();
    let mut missed: Vec<String> = Vec::new();
    for planned in core.instruments.iter().filter(|p| p.instrument.kind == InstrumentKind::Questionnaire) {
        let path = &planned.instrument.path;
        let scenarios: Vec<&Scenario> = bench
            .workspace
            .scenarios
            .iter()
            .filter(|s| s.of == *path && s.layer == dh::model::Layer::Methodology)
            .collect();
        let passes = |planned: &PlannedInstrument| {
            let walker = Walker::new(planned, &[]);
            scenarios.iter().all(|scenario| try_scenario(&walker, scenario, 1).passed())
        };
        assert!(!scenarios.is_empty() && passes(planned), "{path} as it is passes its scenarios");
        assert!(flaws(planned).is_empty(), "{path} as it is has no flaw");
        for mutant in mutants(planned) {
            let count = counts.entry(mutant.kind).or_default();
            count.all += 1;
            if !flaws(&mutant.planned).is_empty() {
                count.by_checks += 1;
                count.by_both += 1;
            } else if !passes(&mutant.planned) {
                count.by_both += 1;
            } else {
                missed.push(format!("{path} {}: {}", mutant.kind, mutant.what));
            }
        }
    }
    println!("{:<26} {:>5} {:>6} {:>7} {:>6}", "", "all", "checks", "", "both");
    let mut total = Count::default();
    for (kind, count) in &counts {
        println!("{}", count.line(kind));
        total.all += count.all;
        total.by_checks += count.by_checks;
        total.by_both += count.by_both;
    }
    println!("{}", total.line("all"));
    println!("missed:\n  {}", missed.join("\n  "));
    // What is a contradiction in itself is always noticed without a scenario.
    for kind in ["filter moved behind", "range reversed", "one name twice", "option removed, routes"] {
        let count = counts[kind];
        assert_eq!(count.by_checks, count.all, "{kind}: {missed:#?}");
    }
    // Whatever bears on a route is noticed by one or the other: all but options
    // and questions that no route reads, and the ends of ranges.
    for (kind, count) in &counts {
        let elsewhere = ["left out", "option removed, other", "range dropped", "range narrowed"];
        assert!(elsewhere.contains(kind) || count.by_both == count.all, "{kind}: {missed:#?}");
    }
    assert!(total.all > 1400, "{}", total.all);
    assert!(total.by_checks * 100 >= total.all * 42, "{} of {}", total.by_checks, total.all);
    assert!(total.by_both * 100 >= total.all * 87, "{} of {}", total.by_both, total.all);
}
