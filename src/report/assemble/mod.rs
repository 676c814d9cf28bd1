//! The national report: the chapters that the methodology declares, filled
//! with the evidence a country holds, and with what is missing.

mod law;
mod literature;
mod numbers;
mod words;

use std::rc::Rc;

use crate::analysis::{self, AnswerState, Figure};

use crate::model::{self, Address, AddressKind, Answer, Chapter, Country, Plan, RunStateKind, Workspace};

use super::document::{Block, Card, Document, Inline, Section, Standing};

/// How an activity stands in a country.
#[derive(Debug, Clone)]
pub struct ActivityStanding {
    pub activity: String,
    pub label: String,
    /// `file:line` of the activity.
    pub at: String,
    pub held: Vec<&'static str>,
    pub state: Option<RunStateKind>,
    pub because: String,
    pub because_at: String,
}

impl ActivityStanding {
    /// `results held`, `not run`, `not cleared`, `not available`, or `not stated`
    /// where the country's scripts say nothing.
    pub fn word(&self) -> &'static str {
        match (self.held.is_empty(), self.state) {
            // Public facts may be held without the activity having been run.
            (_, Some(state @ (RunStateKind::NotRun | RunStateKind::NotCleared))) => state.word(),
            (false, _) => "results held",
            (true, Some(state)) => state.word(),
            (true, None) => "not stated",
        }
    }
}

/// The activities of the method and how they stand in a country.
pub fn standings(workspace: &Workspace, country: &Country) -> Vec<ActivityStanding> {
    let method = &workspace.methodology;
    method
        .activities_in(Some(&country.code))
        .map(|activity| {
            let figures = country
                .figures
                .iter()
                .filter(|f| f.tier.is_evidence())
                .any(|f| method.published(&f.id).is_some_and(|d| d.activity == activity.id));
            let series = activity
                .instruments
                .iter()
                .filter(|i| i.kind == model::InstrumentKind::DataRequest)
                .flat_map(|i| &i.items)
                .any(|i| country.observations_of(&i.id).any(|o| o.value.is_some() && o.is_evidence()));
            let answers = country
                .answers
                .iter()
                .any(|a| a.lead.is_empty() && a.checklist.split('/').next() == Some(activity.id.as_str()));
            let held = [(figures, "published figures"), (series, "series"), (answers, "answers to criteria")];
            let declared = country.states.iter().find(|s| s.activity == activity.id);
            ActivityStanding {
                activity: activity.id.clone(),
                label: activity.label.clone(),
                at: activity.span.to_string(),
                held: held.into_iter().filter(|(h, _)| *h).map(|(_, w)| w).collect(),
                state: declared.map(|s| s.kind),
                because: declared.map_or_else(
                    || "nothing is said about it in the country's scripts".to_string(),
                    |s| s.because.clone(),
                ),
                because_at: declared.map_or_else(String::new, |s| s.span.to_string()),
            }
        })
        .collect()
}

/// Builds the national report of a country.
pub fn assemble(workspace: &Workspace, country: &Country) -> Document {
    let mut writer =
        Writer { workspace, country, plan: workspace.plan(country), document: Document::default() };
    writer.title();
    let sections = match &workspace.methodology.report {
        Some(report) => report.chapters.iter().map(|c| writer.chapter(c)).collect(),
        None => Vec::new(),
    };
    writer.document.sections = sections;
    writer.document
}

struct Writer<'a> {
    workspace: &'a Workspace,
    country: &'a Country,
    plan: Rc<Plan>,
    document: Document,
}

impl Writer<'_> {
    pub(super) fn title(&mut self) {
        let method = &self.workspace.methodology;
        let title = method.report.as_ref().map_or("National report", |r| r.title.as_str());
        let at = method.report.as_ref().map_or(String::new(), |r| r.span.to_string());
        self.document.title = vec![Inline::verbatim(&self.country.name, self.country.span.to_string())];
        self.document.subtitle =
            vec![Inline::verbatim(&method.name, ""), Inline::plain(": "), Inline::verbatim(title, &at)];
        let coverage = self.coverage("figures");
        let leads = self.coverage("leads");
        let mut held = vec![Inline::plain("Built from public sources: ")];
        held.extend(coverage);
        held.push(Inline::plain(" published figures, and "));
        held.extend(leads);
        held.push(Inline::plain(" known only from the press, which stand apart as leads. No survey records have been imported; an indicator that needs them is said to be missing."));
        self.document.facts.push(held);
        if let Some(report) = &method.report
            && !report.about.is_empty()
        {
            let about = Inline::verbatim(&report.about, report.span.to_string());
            self.document.facts.push(vec![about]);
        }
    }

    pub(super) fn coverage(&mut self, id: &str) -> Vec<Inline> {
        match analysis::coverage(self.workspace, self.country, id) {
            Some(figure) => vec![self.value(&figure)],
            None => Vec::new(),
        }
    }

    /// `n of N`, both with their address.
    pub(super) fn coverage_of(&mut self, id: &str) -> Vec<Inline> {
        let Some(figure) = analysis::coverage(self.workspace, self.country, id) else {
            return Vec::new();
        };
        let base = figure.base.unwrap_or_default();
        let value = self.value(&figure);
        vec![value, Inline::plain(" of "), Inline::base(&figure, base)]
    }

    /// A figure's value, noted for the appendix.
    pub(super) fn value(&mut self, figure: &Figure) -> Inline {
        self.note(figure);
        Inline::value(figure)
    }

    pub(super) fn note(&mut self, figure: &Figure) {
        if !self.document.provenance.iter().any(|f| f.address == figure.address) {
            self.document.provenance.push(figure.clone());
        }
    }

    /// An entry of the appendix that is no figure.
    pub(super) fn entry(&mut self, address: Address, text: &str, fields: Vec<(String, String)>) -> Inline {
        match self.document.entries.iter_mut().find(|(a, _)| *a == address) {
            Some((_, groups)) if groups.contains(&fields) => {}
            Some((_, groups)) => groups.push(fields),
            None => self.document.entries.push((address.clone(), vec![fields])),
        }
        Inline::Entry { address, text: text.to_string() }
    }

    pub(super) fn chapter(&mut self, chapter: &Chapter) -> Section {
        let at = chapter.span.to_string();
        let mut section = Section {
            id: format!("chapter-{}", chapter.id),
            number: if chapter.number.is_empty() {
                Vec::new()
            } else {
                vec![Inline::verbatim(&chapter.number, &at)]
            },
            title: vec![Inline::verbatim(&chapter.title, &at)],
            ..Section::default()
        };
        if !chapter.about.is_empty() {
            section.blocks.push(Block::Note(vec![Inline::verbatim(&chapter.about, &at)]));
        }
        if !chapter.expects.is_empty() {
            let lines = self.standing_lines(&chapter.expects);
            section.blocks.push(Block::Standings(lines));
        }
        for block in &chapter.blocks {
            let blocks = self.block(block, &at);
            section.blocks.extend(blocks);
        }
        section.sections = chapter.chapters.iter().map(|c| self.chapter(c)).collect();
        section
    }

    pub(super) fn standing_lines(&mut self, only: &[String]) -> Vec<(Standing, Vec<Inline>, Vec<Inline>)> {
        let all = standings(self.workspace, self.country);
        all.into_iter()
            .filter(|s| only.is_empty() || only.contains(&s.activity))
            .map(|s| {
                let mut details = Vec::new();
                let carried_out = !matches!(s.state, Some(RunStateKind::NotRun | RunStateKind::NotCleared));
                if s.held.is_empty() || !carried_out {
                    details.push(Inline::verbatim(&s.because, &s.because_at));
                }
                if !s.held.is_empty() {
                    if !carried_out {
                        details.push(Inline::plain("; public facts are held: "));
                    }
                    for (i, what) in s.held.iter().enumerate() {
                        if i > 0 {
                            details.push(Inline::plain(", "));
                        }
                        if *what == "published figures" {
                            details.extend(self.coverage(&s.activity));
                            details.push(Inline::plain(" "));
                        }
                        let one = analysis::coverage(self.workspace, self.country, &s.activity)
                            .is_some_and(|f| f.value == Some(1.0));
                        details.push(Inline::plain(if *what == "published figures" && one {
                            "published figure"
                        } else {
                            what
                        }));
                    }
                    if let Some(state) = s.state.filter(|_| carried_out) {
                        details.push(Inline::plain(format!("; {}: ", state.word())));
                        details.push(Inline::verbatim(&s.because, &s.because_at));
                    }
                }
                let standing = match (s.held.is_empty(), s.state) {
                    (_, Some(RunStateKind::NotCleared)) => Standing::Refused,
                    (_, Some(RunStateKind::NotRun)) | (true, _) => Standing::Missing,
                    (false, _) => Standing::Held,
                };
                let word = vec![Inline::verbatim(&s.label, &s.at), Inline::plain(format!(" – {}", s.word()))];
                (standing, word, details)
            })
            .collect()
    }

    pub(super) fn block(&mut self, block: &model::Block, at: &str) -> Vec<Block> {
        match block {
            model::Block::Paragraph { text, span } => {
                vec![Block::Paragraph(self.placeholders(text, &span.to_string()))]
            }
            model::Block::Insights(insights) => {
                vec![Block::Cards(insights.iter().map(|i| self.insight(i)).collect())]
            }
            model::Block::Figures { title, of } => self.figures(title, of, at),
            model::Block::Dots { title, of } => self.dots(title, of, at),
            model::Block::Trend { title, of, rate } => self.trend(title, of, rate.as_deref(), at),
            model::Block::Answers { title, domains } => self.answers(title, domains, at),
            model::Block::Rubrics { title, of } => self.rubrics(title, of, at),
            model::Block::Activities => vec![Block::Standings(self.standing_lines(&[]))],
            model::Block::Instrument(path) => self.instrument(path),
            model::Block::Findings(chapter) => self.findings(chapter.as_deref()),
            model::Block::Recommendations => self.recommendations(),
            model::Block::Leads => self.leads(),
            model::Block::Conflicts => self.conflicts(),
            model::Block::Comparability => self.comparability(),
            model::Block::Approvals => self.approvals(),
            model::Block::Services => self.services(),
            model::Block::Literature => self.literature(),
        }
    }

    /// A text with `{country}` and the country's placeholders filled in.
    pub(super) fn placeholders(&self, text: &str, at: &str) -> Vec<Inline> {
        let mut out = Vec::new();
        let mut rest = text;
        while let Some(open) = rest.find('{') {
            let Some(close) = rest[open..].find('}') else {
                break;
            };
            let name = &rest[open + 1..open + close];
            let filled = if name == "country" {
                Some(self.country.name.as_str())
            } else {
                self.country.placeholders.iter().find(|(n, _)| n == name).map(|(_, v)| v.as_str())
            };
            out.push(Inline::verbatim(&rest[..open], at));
            match filled {
                Some(value) => out.push(Inline::verbatim(value, self.country.span.to_string())),
                None => out.push(Inline::verbatim(&rest[open..=open + close], at)),
            }
            rest = &rest[open + close + 1..];
        }
        out.push(Inline::verbatim(rest, at));
        out.retain(|i| !matches!(i, Inline::Verbatim { text, .. } if text.is_empty()));
        out
    }

    /// The figures an evidence address stands for here, leads aside; with what
    /// is said where there are none.
    pub(super) fn evidence(&self, text: &str) -> (Vec<Figure>, Vec<&Answer>, Option<Figure>) {
        let Ok(address) = Address::parse(text) else {
            return (Vec::new(), Vec::new(), None);
        };
        match address.kind {
            Some(AddressKind::Published) => {
                let found = analysis::published(self.workspace, self.country, &address.id);
                (found.into_iter().filter(Figure::is_evidence).collect(), Vec::new(), None)
            }
            Some(AddressKind::Indicator) => {
                match analysis::indicator(self.workspace, self.country, &address.id) {
                    Some(f) if f.is_held() && f.is_evidence() => (vec![f], Vec::new(), None),
                    Some(f) if f.is_held() => {
                        let why = f.absent("rests on a lead", "an input is known only from the press");
                        (Vec::new(), Vec::new(), Some(Figure { value: None, low: None, high: None, ..why }))
                    }
                    absent => (Vec::new(), Vec::new(), absent),
                }
            }
            Some(AddressKind::Series) => {
                let last = self
                    .country
                    .observations_of(&address.id)
                    .filter(|o| o.value.is_some() && o.is_evidence() && o.is_total())
                    .map(|o| o.period)
                    .max();
                let found =
                    last.and_then(|p| analysis::series_at(self.workspace, self.country, &address.id, p));
                (found.into_iter().collect(), Vec::new(), None)
            }
            Some(AddressKind::Criterion) => {
                let standings = analysis::criterion(self.workspace, self.country, &address.id);
                let told = |s: &analysis::Standing<'_>| {
                    !matches!(s.state, AnswerState::Lead | AnswerState::Unanswered)
                };
                let answers = standings.into_iter().filter(told).flat_map(|s| s.current).collect();
                (Vec::new(), answers, None)
            }
            _ => (Vec::new(), Vec::new(), None),
        }
    }

    pub(super) fn insight(&mut self, insight: &model::Insight) -> Card {
        let mut lines = Vec::new();
        for text in &insight.shows {
            let (figures, answers, _) = self.evidence(text);
            let answers: Vec<Answer> = answers.into_iter().cloned().collect();
            for figure in figures {
                lines.push(self.statement(&figure));
            }
            let mut said: Vec<(String, String)> = Vec::new();
            for answer in answers {
                let same = (answer.criterion.clone(), answer.value.clone());
                if said.contains(&same) {
                    continue;
                }
                said.push(same);
                let mut line = self.criterion_label(&answer.criterion, &answer.checklist);
                line.push(Inline::plain(" "));
                line.push(self.answer(&answer));
                line.push(Inline::plain(", as of "));
                line.push(Inline::verbatim(&answer.as_of, answer.span.to_string()));
                lines.push(line);
            }
        }
        if lines.is_empty() {
            let text = if insight.otherwise.is_empty() { "No evidence is held." } else { &insight.otherwise };
            lines.push(vec![Inline::verbatim(text, insight.span.to_string())]);
        }
        Card { title: vec![Inline::verbatim(&insight.label, insight.span.to_string())], lines }
    }

    /// A figure as a line: its label, value, bounds.
    pub(super) fn statement(&mut self, figure: &Figure) -> Vec<Inline> {
        let mut line = vec![Inline::verbatim(figure_label(figure), &figure.defined_at), Inline::plain(": ")];
        line.push(self.value(figure));
        if figure.address.kind == Some(AddressKind::Series)
            && !figure.unit.is_empty()
            && figure.unit != "percent"
        {
            line.push(Inline::plain(" "));
            line.push(Inline::verbatim(&figure.unit, &figure.defined_at));
        }
        if let (None, Some(kind)) = (figure.value, figure.range_kind) {
            line.push(Inline::plain(format!(" ({})", kind.words())));
        }
        if !figure.shown_range().is_empty() {
            line.push(Inline::plain(" ("));
            line.push(Inline::range(figure));
            line.push(Inline::plain(")"));
        }
        if figure.address.kind == Some(AddressKind::Published) && !figure.population.is_empty() {
            let at = figure.origins.first().map(|o| o.at.clone()).unwrap_or_default();
            line.push(Inline::plain(", "));
            line.push(Inline::verbatim(&figure.population, at));
            line.push(Inline::plain("; definition "));
            line.push(Inline::verbatim(&figure.definition, &figure.defined_at));
        }
        if let Some(period) = figure.address.filter("period") {
            line.push(Inline::plain(", "));
            line.push(Inline::Number {
                address: figure.address.clone(),
                part: "period",
                text: period.to_string(),
            });
        }
        line
    }

    pub(super) fn answer(&mut self, answer: &Answer) -> Inline {
        let address = Address::new(Some(&self.country.code), AddressKind::Criterion, &answer.criterion);
        let mut fields =
            vec![("answer".to_string(), answer.value.clone()), ("as of".into(), answer.as_of.clone())];
        for (name, value) in [
            ("a lead only", &answer.lead),
            ("instrument", &answer.instrument),
            ("article", &answer.article),
            ("text", &answer.quote),
            ("search", &answer.search),
            ("note", &answer.note),
            ("source", &answer.source),
        ] {
            if !value.is_empty() {
                fields.push((name.to_string(), value.clone()));
            }
        }
        fields.push(("written at".into(), answer.span.to_string()));
        let label = self
            .workspace
            .methodology
            .instrument(&answer.checklist)
            .and_then(|i| i.item(&answer.criterion))
            .and_then(|i| i.options.iter().find(|o| o.id == answer.value))
            .map_or(answer.value.clone(), |o| o.label.clone());
        self.entry(address, &label, fields)
    }

    pub(super) fn criterion_label(&self, id: &str, checklist: &str) -> Vec<Inline> {
        match self.workspace.methodology.instrument(checklist).and_then(|i| i.item(id)) {
            Some(item) => vec![Inline::verbatim(&item.text, item.span.to_string())],
            None => vec![Inline::plain(id.to_string())],
        }
    }
}

/// The label of a figure without its period.
pub(super) fn figure_label(figure: &Figure) -> &str {
    match figure.address.filter("period") {
        Some(period) => figure.label.strip_suffix(&format!(", {period}")).unwrap_or(&figure.label),
        None => &figure.label,
    }
}

/// The host of a web address, or the text itself.
pub fn host_of(source: &str) -> String {
    let rest = source.trim_start_matches("https://").trim_start_matches("http://");
    rest.split('/').next().unwrap_or(rest).trim_start_matches("www.").to_string()
}
