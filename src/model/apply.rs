//! Applying one change of a layer to an instrument.

use std::sync::Arc;

use crate::base::diag::{choice_hints, did_you_mean};
use crate::expr::{self, Profile};

use super::instrument::{Change, ChangeKind, Class, Condition, Item, ItemKind};
use super::plan::{AppliedChange, PlannedInstrument, PlannedItem, Problem};
use super::scope::ItemScope;

fn problem(change: &Change, message: String, hints: Vec<String>) -> Problem {
    Problem { span: change.span.clone(), message, hints, in_condition: None }
}

impl PlannedInstrument {
    /// Applies a change of `layer`; on a problem the item stays as it was.
    pub(super) fn apply(&mut self, layer: &str, change: &Change) -> Result<(), Problem> {
        match &change.kind {
            ChangeKind::Translate { language, texts, .. } => self.translate(layer, change, language, texts),
            ChangeKind::MoveSection { before, after } => self.move_section(layer, change, before, after),
            ChangeKind::AddItems(items) => self.add_items(layer, change, &change.item, items),
            ChangeKind::AddRows(rows) => self.add_rows(layer, change, rows),
            _ => {
                self.change_item(layer, change)?;
                self.keep_specify(&change.item);
                Ok(())
            }
        }
    }

    fn translate(
        &mut self,
        layer: &str,
        change: &Change,
        language: &str,
        texts: &[(String, String)],
    ) -> Result<(), Problem> {
        let fail = |message, hints| problem(change, message, hints);
        for (id, text) in texts {
            let Some(planned) = self.items.iter_mut().find(|i| i.item.id == *id) else {
                return Err(fail(
                    format!("translates '{id}', which {} does not ask", self.instrument.path),
                    self.near(id),
                ));
            };
            Arc::make_mut(&mut planned.item).texts.insert(language.to_string(), text.clone());
            let what = format!("translated into {language}");
            planned.changes.push(AppliedChange { layer: layer.into(), change: change.clone(), what });
        }
        Ok(())
    }

    /// Rows stand behind those that the battery has.
    fn add_rows(&mut self, layer: &str, change: &Change, rows: &[Item]) -> Result<(), Problem> {
        let battery = self.item(&change.item).filter(|p| p.item.kind == ItemKind::Battery && !p.left_out);
        let Some(battery) = battery else {
            let known = self.asked().filter(|p| p.item.kind == ItemKind::Battery).map(|p| p.item.id.as_str());
            let message = format!("{} asks no battery '{}'", self.instrument.path, change.item);
            return Err(problem(change, message, choice_hints(&change.item, known)));
        };
        let section = battery.item.group.clone();
        let of = |i: &Item| i.id == change.item || i.battery == change.item;
        let end = self.items.iter().rposition(|p| of(&p.item)).map_or(self.items.len(), |p| p + 1);
        self.insert(layer, change, &section, end, rows)
    }

    fn add_items(
        &mut self,
        layer: &str,
        change: &Change,
        section: &str,
        items: &[Item],
    ) -> Result<(), Problem> {
        let end = self.items.iter().rposition(|i| i.item.group == section).map(|p| p + 1);
        let Some(end) = end
            .or_else(|| self.instrument.groups.iter().any(|g| g.id == section).then_some(self.items.len()))
        else {
            let ids = self.instrument.groups.iter().map(|g| g.id.as_str());
            return Err(problem(
                change,
                format!("{} has no section '{section}'", self.instrument.path),
                choice_hints(section, ids),
            ));
        };
        self.insert(layer, change, section, end, items)
    }

    fn insert(
        &mut self,
        layer: &str,
        change: &Change,
        section: &str,
        end: usize,
        items: &[Item],
    ) -> Result<(), Problem> {
        let fail = |message, hints| problem(change, message, hints);
        for (n, item) in items.iter().enumerate() {
            if let Some(role) = self.instrument.records.role_of(&item.id) {
                return Err(fail(
                    format!("adds '{}', which is the name of a record column ({role})", item.id),
                    vec!["choose another id: a file of answers has both as columns".into()],
                ));
            }
            if self.items.iter().any(|i| i.item.id == item.id) {
                return Err(fail(
                    format!("adds '{}', which {} asks already", item.id, self.instrument.path),
                    vec!["choose another id, or change the question that is there".into()],
                ));
            }
            let mut item = item.clone();
            item.group = section.to_string();
            let planned = PlannedItem {
                item: Arc::new(item),
                changes: vec![AppliedChange {
                    layer: layer.into(),
                    change: change.clone(),
                    what: "added".into(),
                }],
                added_by: Some(layer.into()),
                left_out: false,
            };
            self.items.insert(end + n, planned);
        }
        for item in items {
            self.keep_specify(&item.id);
        }
        Ok(())
    }

    fn change_item(&mut self, layer: &str, change: &Change) -> Result<(), Problem> {
        let fail = |message, hints| problem(change, message, hints);
        let Some(at) = self.items.iter().position(|i| i.item.id == change.item) else {
            return Err(fail(
                format!("{} has no item '{}'", self.instrument.path, change.item),
                self.near(&change.item),
            ));
        };
        let mut item = Item::clone(&self.items[at].item);
        // A second change of the same kind would pass over the first unseen.
        let once = matches!(
            change.kind,
            ChangeKind::Reword(_) | ChangeKind::OtherRecall(_) | ChangeKind::OtherAges(..)
        );
        let word = change.kind.word();
        let before = self.items[at].changes.iter().find(|c| c.layer == layer && c.change.kind.word() == word);
        if let Some(before) = before.filter(|_| once) {
            return Err(fail(
                format!("'{}' has a {word} already", item.id),
                vec![format!("at {}; keep one", before.change.span)],
            ));
        }
        if self.items[at].left_out {
            return Err(fail(format!("'{}' was left out before", item.id), Vec::new()));
        }
        // What was taken over and is not confirmed yet is a point of the
        // readiness list; whoever confirms it needs the waiver.
        let waived = !change.waiver.is_empty() || !change.inherited_from.is_empty();
        if item.class == Class::Core && !waived {
            return Err(fail(
                format!("'{}' is a core item: it stays the same in every country", item.id),
                vec![format!(
                    "if the change was allowed, say by whom and where that is written: waiver = \"…\""
                )],
            ));
        }
        if change.keeps_meaning && change.shown_by.is_empty() {
            return Err(fail(
                "claims keeps = \"meaning\" without saying what shows it".into(),
                vec!["add shown_by = \"…\", such as a cognitive test".into()],
            ));
        }
        let leaves_out = matches!(change.kind, ChangeKind::LeaveOut);
        if leaves_out && item.class == Class::Adaptable && !waived {
            return Err(fail(
                format!("'{}' is adaptable: it may be changed, but not left out", item.id),
                vec![
                    "only optional items may be left out; if it was allowed, say by whom: waiver = \"…\""
                        .into(),
                ],
            ));
        }
        if let Some(pick) = self.asked().find(|p| leaves_out && p.item.pick_from == item.id) {
            return Err(fail(
                format!("'{}' is left out, but '{}' picks a row of it", item.id, pick.item.id),
                vec![format!("leave out '{}' before", pick.item.id)],
            ));
        }
        let scope = ItemScope::new(self.items.iter().filter(|i| !i.left_out).map(|i| &*i.item));
        let what = changed(&mut item, change, &scope)?;
        if let ChangeKind::Move { before, after } = &change.kind {
            let mut next = self.clone();
            next.move_item(change, before, after)?;
            next.still_routed(change)?;
            *self = next;
        }
        let Some(at) = self.items.iter().position(|i| i.item.id == change.item) else { return Ok(()) };
        // What is the instrument's own is no difference of the item.
        if item.ages == self.instrument.ages {
            item.ages = None;
        }
        if item.recall_months == self.instrument.recall_months {
            item.recall_months = None;
        }
        let planned = &mut self.items[at];
        planned.item = Arc::new(item);
        planned.left_out = leaves_out;
        planned.changes.push(AppliedChange { layer: layer.into(), change: change.clone(), what });
        if leaves_out {
            self.leave_out_inner(layer, change);
        }
        Ok(())
    }

    /// With a battery its rows go, with a roster what is asked in it.
    fn leave_out_inner(&mut self, layer: &str, change: &Change) {
        let id = &change.item;
        let inner = |i: &Item| !id.is_empty() && (i.battery == *id || i.roster == *id);
        for planned in self.items.iter_mut().filter(|p| inner(&p.item) && !p.left_out) {
            planned.left_out = true;
            let what = format!("left out with {id}");
            planned.changes.push(AppliedChange { layer: layer.into(), change: change.clone(), what });
        }
    }

    fn near(&self, id: &str) -> Vec<String> {
        if let Some(only) = self.instrument.item(id).and_then(|i| i.only_where.as_ref()) {
            return vec![format!(
                "it is asked only where the desk review answers {} with {}",
                only.criterion, only.is
            )];
        }
        did_you_mean(id, self.items.iter().map(|i| i.item.id.as_str()))
            .map(|near| vec![format!("did you mean '{near}'?")])
            .unwrap_or_default()
    }
}

/// Changes the item and says what was done, as a phrase after its id.
fn changed(item: &mut Item, change: &Change, scope: &ItemScope<'_>) -> Result<String, Problem> {
    let fail = |message, hints| problem(change, message, hints);
    Ok(match &change.kind {
        ChangeKind::Reword(text) => {
            item.text = text.clone();
            "reworded".to_string()
        }
        ChangeKind::LeaveOut => "left out".to_string(),
        ChangeKind::AddOptions { options, before, after } => {
            if item.options.is_empty() {
                return Err(fail(format!("'{}' has no options to add to", item.id), Vec::new()));
            }
            if let Some(twice) = options.iter().find(|o| item.options.iter().any(|p| p.id == o.id)) {
                return Err(fail(format!("'{}' has the option '{}' already", item.id, twice.id), Vec::new()));
            }
            let find = |id: &String| {
                item.options.iter().position(|o| o.id == *id).ok_or_else(|| {
                    let ids = item.options.iter().map(|o| o.id.as_str());
                    fail(format!("'{}' has no option '{id}'", item.id), choice_hints(id, ids))
                })
            };
            let place = match (before.is_empty(), after.is_empty()) {
                (false, _) => find(before)?,
                (true, false) => find(after)? + 1,
                // "None of these" and other anchored options stay last.
                (true, true) => {
                    let last = item.options.iter().rposition(|o| !o.exclusive && !o.anchored);
                    last.map_or(item.options.len(), |p| p + 1)
                }
            };
            item.options.splice(place..place, options.iter().cloned());
            let names: Vec<&str> = options.iter().map(|o| o.id.as_str()).collect();
            format!("given the option{} {}", if names.len() == 1 { "" } else { "s" }, names.join(", "))
        }
        ChangeKind::RemoveOptions(gone) => {
            for id in gone {
                if !item.options.iter().any(|o| o.id == *id) {
                    let ids = item.options.iter().map(|o| o.id.as_str());
                    return Err(fail(format!("'{}' has no option '{id}'", item.id), choice_hints(id, ids)));
                }
            }
            item.options.retain(|o| !gone.contains(&o.id));
            if item.options.is_empty() {
                return Err(fail(format!("'{}' is left without options", item.id), Vec::new()));
            }
            format!("without the option{} {}", if gone.len() == 1 { "" } else { "s" }, gone.join(", "))
        }
        ChangeKind::AskOnlyIf(condition) => {
            let source = match &item.ask_if {
                Some(old) => format!("({}) and ({})", old.source, condition.source),
                None => condition.source.clone(),
            };
            let checked = expr::check(&source, scope, Profile::Routing).map_err(|errors| {
                let first = errors.into_iter().next();
                let message =
                    first.as_ref().map(|e| e.message.clone()).unwrap_or_else(|| "wrong condition".into());
                Problem {
                    in_condition: first
                        .as_ref()
                        .filter(|_| item.ask_if.is_none())
                        .map(|e| (e.offset, e.width)),
                    hints: first.map(|e| e.hints).unwrap_or_default(),
                    ..fail(message, Vec::new())
                }
            })?;
            item.ask_if = Some(Condition { source, checked: Arc::new(checked) });
            format!("asked only if {}", condition.source)
        }
        ChangeKind::OtherRecall(months) => {
            item.recall_months = Some(*months);
            format!("asked over {months} months")
        }
        ChangeKind::OtherAges(low, high) => {
            item.ages = Some((*low, *high));
            format!("asked of ages {low} to {high}")
        }
        ChangeKind::Reorder(order) => {
            reorder(item, order).map_err(|(message, hints)| fail(message, hints))?;
            format!("its options in the order {}", order.join(", "))
        }
        // What moves stays as it is; its place is not the item's own.
        ChangeKind::Move { before, after } => place_words(before, after),
        ChangeKind::Translate { .. }
        | ChangeKind::AddItems(_)
        | ChangeKind::AddRows(_)
        | ChangeKind::MoveSection { .. } => String::new(),
    })
}

fn place_words(before: &str, after: &str) -> String {
    if before.is_empty() { format!("moved behind {after}") } else { format!("moved before {before}") }
}

/// The options in another order; nothing is left out and nothing comes in.
fn reorder(item: &mut Item, order: &[String]) -> Result<(), (String, Vec<String>)> {
    let ids = || item.options.iter().map(|o| o.id.as_str());
    if let Some(unknown) = order.iter().find(|id| !ids().any(|known| known == id.as_str())) {
        return Err((format!("'{}' has no option '{unknown}'", item.id), choice_hints(unknown, ids())));
    }
    if let Some((_, twice)) = order.iter().enumerate().find(|(i, id)| order[..*i].contains(id)) {
        return Err((format!("the order names '{twice}' twice"), Vec::new()));
    }
    let left: Vec<&str> = ids().filter(|id| !order.iter().any(|o| o == id)).collect();
    if !left.is_empty() {
        return Err((
            format!("the order of '{}' does not name {}", item.id, left.join(", ")),
            vec!["name every option; one that is not offered here is taken out by remove_options".into()],
        ));
    }
    let at = |id: &str| order.iter().position(|o| o == id).unwrap_or(usize::MAX);
    item.options.sort_by_key(|o| at(&o.id));
    Ok(())
}

impl PlannedInstrument {
    /// Puts what belongs to an item (the item, the rows of a battery, the
    /// members of a roster, its question for words) to another place of its section.
    fn move_item(&mut self, change: &Change, before: &str, after: &str) -> Result<(), Problem> {
        let fail = |message, hints| problem(change, message, hints);
        let beside = one_place(change, before, after)?;
        let find = |id: &str| self.items.iter().position(|i| i.item.id == id && !i.left_out);
        let (Some(from), Some(to)) = (find(&change.item), find(beside)) else {
            return Err(fail(format!("{} does not ask '{beside}'", self.instrument.path), self.near(beside)));
        };
        let (item, other) = (&self.items[from].item, &self.items[to].item);
        let home = |i: &Item| (i.group.clone(), i.roster.clone(), i.battery.clone());
        if home(item) != home(other) {
            return Err(fail(
                format!("'{}' and '{beside}' stand in different sections, batteries or rosters", item.id),
                vec!["a question moves within its section; move_section moves a whole one".into()],
            ));
        }
        let moves =
            |i: &Item, id: &str| i.id == id || i.battery == id || i.roster == id || i.specify_of == id;
        let id = change.item.clone();
        let (moved, mut rest): (Vec<PlannedItem>, Vec<PlannedItem>) =
            self.items.drain(..).partition(|p| moves(&p.item, &id));
        let at = if before.is_empty() {
            rest.iter().rposition(|p| moves(&p.item, beside)).map_or(rest.len(), |p| p + 1)
        } else {
            rest.iter().position(|p| p.item.id == beside).unwrap_or(rest.len())
        };
        rest.splice(at..at, moved);
        self.items = rest;
        Ok(())
    }

    fn move_section(
        &mut self,
        layer: &str,
        change: &Change,
        before: &str,
        after: &str,
    ) -> Result<(), Problem> {
        let fail = |message, hints| problem(change, message, hints);
        let beside = one_place(change, before, after)?.to_string();
        let ids = || self.instrument.groups.iter().map(|g| g.id.as_str());
        for id in [&change.item, &beside] {
            if !ids().any(|known| known == id) {
                return Err(fail(
                    format!("{} has no section '{id}'", self.instrument.path),
                    choice_hints(id, ids()),
                ));
            }
        }
        let mut next = self.clone();
        let instrument = Arc::make_mut(&mut next.instrument);
        let from = instrument.groups.iter().position(|g| g.id == change.item).unwrap_or(0);
        let group = instrument.groups.remove(from);
        let at = instrument.groups.iter().position(|g| g.id == beside).unwrap_or(0);
        instrument.groups.insert(if before.is_empty() { at + 1 } else { at }, group);
        let order: Vec<String> = instrument.groups.iter().map(|g| g.id.clone()).collect();
        next.items.sort_by_key(|p| order.iter().position(|g| *g == p.item.group).unwrap_or(usize::MAX));
        next.still_routed(change)?;
        for planned in next.items.iter_mut().filter(|p| p.item.group == change.item) {
            let what = format!("its section {}", place_words(before, after));
            planned.changes.push(AppliedChange { layer: layer.into(), change: change.clone(), what });
        }
        *self = next;
        Ok(())
    }

    /// Complains where something is routed by what now comes later.
    fn still_routed(&self, change: &Change) -> Result<(), Problem> {
        let mut seen: Vec<&str> = Vec::new();
        for planned in self.asked() {
            let item = &planned.item;
            let section = self.instrument.groups.iter().find(|g| g.id == item.group);
            let routes = [item.ask_if.as_ref(), section.and_then(|s| s.ask_if.as_ref())];
            for name in routes.into_iter().flatten().flat_map(|c| c.checked.depends_on()) {
                let later = self.item(name).is_some_and(|p| !p.left_out) && !seen.contains(&name.as_str());
                // A count of a roster's rows names its members, which no route reads.
                let inside = self
                    .item(name)
                    .is_some_and(|p| !p.item.roster.is_empty() && p.item.roster != item.roster);
                if later && !inside {
                    return Err(problem(
                        change,
                        format!("after this '{}' would be routed by '{name}', which is asked later", item.id),
                        vec!["routes lead forwards: choose a place behind what routes it, and before what it routes".into()],
                    ));
                }
            }
            seen.push(&item.id);
        }
        Ok(())
    }
}

/// Exactly one of `before` and `after`.
fn one_place<'a>(change: &Change, before: &'a str, after: &'a str) -> Result<&'a str, Problem> {
    match (before.is_empty(), after.is_empty()) {
        (false, true) => Ok(before),
        (true, false) => Ok(after),
        _ => Err(problem(
            change,
            format!("does not say where '{}' goes, or says it twice", change.item),
            vec!["write before = \"…\", or after = \"…\"".into()],
        )),
    }
}
