//! The national report: the chapters that the methodology declares, filled
//! with the evidence a country holds, and with what is missing.

use std::rc::Rc;

use crate::analysis::{self, Figure};
use crate::evidence::{self, Verdict};
use crate::model::{
    self, Address, AddressKind, Answer, Chapter, Country, ItemKind, Level, Plan, RunStateKind, Workspace,
};

use super::document::{Block, Card, Document, Dot, DotChart, Inline, Section, Standing, Table, TrendChart};

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
        .activities
        .iter()
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
                .any(|i| country.observations_of(&i.id).any(|o| o.value.is_some()));
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
    fn title(&mut self) {
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

    fn coverage(&mut self, id: &str) -> Vec<Inline> {
        match analysis::coverage(self.workspace, self.country, id) {
            Some(figure) => vec![self.value(&figure)],
            None => Vec::new(),
        }
    }

    /// `n of N`, both with their address.
    fn coverage_of(&mut self, id: &str) -> Vec<Inline> {
        let Some(figure) = analysis::coverage(self.workspace, self.country, id) else {
            return Vec::new();
        };
        let base = figure.base.unwrap_or_default();
        let value = self.value(&figure);
        vec![value, Inline::plain(" of "), Inline::base(&figure, base)]
    }

    /// A figure's value, noted for the appendix.
    fn value(&mut self, figure: &Figure) -> Inline {
        self.note(figure);
        Inline::value(figure)
    }

    fn note(&mut self, figure: &Figure) {
        if !self.document.provenance.iter().any(|f| f.address == figure.address) {
            self.document.provenance.push(figure.clone());
        }
    }

    /// An entry of the appendix that is no figure.
    fn entry(&mut self, address: Address, text: &str, fields: Vec<(String, String)>) -> Inline {
        match self.document.entries.iter_mut().find(|(a, _)| *a == address) {
            Some((_, old)) => {
                for field in fields {
                    if !old.contains(&field) {
                        old.push(field);
                    }
                }
            }
            None => self.document.entries.push((address.clone(), fields)),
        }
        Inline::Entry { address, text: text.to_string() }
    }

    fn chapter(&mut self, chapter: &Chapter) -> Section {
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

    fn standing_lines(&mut self, only: &[String]) -> Vec<(Standing, Vec<Inline>, Vec<Inline>)> {
        let all = standings(self.workspace, self.country);
        all.into_iter()
            .filter(|s| only.is_empty() || only.contains(&s.activity))
            .map(|s| {
                let mut details = Vec::new();
                if s.held.is_empty() {
                    details.push(Inline::verbatim(&s.because, &s.because_at));
                } else {
                    for (i, what) in s.held.iter().enumerate() {
                        if i > 0 {
                            details.push(Inline::plain(", "));
                        }
                        if *what == "published figures" {
                            details.extend(self.coverage(&s.activity));
                            details.push(Inline::plain(" "));
                        }
                        details.push(Inline::plain(*what));
                    }
                    if let Some(state) = s.state {
                        details.push(Inline::plain(format!("; {}: ", state.word())));
                        details.push(Inline::verbatim(&s.because, &s.because_at));
                    }
                }
                let standing = match (s.held.is_empty(), s.state) {
                    (false, _) => Standing::Held,
                    (true, Some(RunStateKind::NotCleared)) => Standing::Refused,
                    _ => Standing::Missing,
                };
                let word = vec![Inline::verbatim(&s.label, &s.at), Inline::plain(format!(" – {}", s.word()))];
                (standing, word, details)
            })
            .collect()
    }

    fn block(&mut self, block: &model::Block, at: &str) -> Vec<Block> {
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
            model::Block::Activities => vec![Block::Standings(self.standing_lines(&[]))],
            model::Block::Instrument(path) => self.instrument(path),
            model::Block::Findings(chapter) => self.findings(chapter.as_deref()),
            model::Block::Recommendations => self.recommendations(),
            model::Block::Leads => self.leads(),
            model::Block::Conflicts => self.conflicts(),
            model::Block::Comparability => self.comparability(),
            model::Block::Approvals => self.approvals(),
            model::Block::Services => self.services(),
        }
    }

    /// A text with `{country}` and the country's placeholders filled in.
    fn placeholders(&self, text: &str, at: &str) -> Vec<Inline> {
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
    fn evidence(&self, text: &str) -> (Vec<Figure>, Vec<&Answer>, Option<Figure>) {
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
                    Some(f) if f.is_held() => (vec![f], Vec::new(), None),
                    absent => (Vec::new(), Vec::new(), absent),
                }
            }
            Some(AddressKind::Series) => {
                let last = self
                    .country
                    .observations_of(&address.id)
                    .filter(|o| o.value.is_some())
                    .map(|o| o.period)
                    .max();
                let found =
                    last.and_then(|p| analysis::series_at(self.workspace, self.country, &address.id, p));
                (found.into_iter().collect(), Vec::new(), None)
            }
            Some(AddressKind::Criterion) => {
                let id = address.id.rsplit('/').next().unwrap_or_default().to_string();
                let answers =
                    self.country.answers.iter().filter(|a| a.criterion == id && a.lead.is_empty()).collect();
                (Vec::new(), answers, None)
            }
            _ => (Vec::new(), Vec::new(), None),
        }
    }

    fn insight(&mut self, insight: &model::Insight) -> Card {
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
    fn statement(&mut self, figure: &Figure) -> Vec<Inline> {
        let mut line = vec![Inline::verbatim(figure_label(figure), &figure.defined_at), Inline::plain(": ")];
        line.push(self.value(figure));
        if figure.address.kind == Some(AddressKind::Series)
            && !figure.unit.is_empty()
            && figure.unit != "percent"
        {
            line.push(Inline::plain(" "));
            line.push(Inline::verbatim(&figure.unit, &figure.defined_at));
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

    fn answer(&mut self, answer: &Answer) -> Inline {
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

    fn criterion_label(&self, id: &str, checklist: &str) -> Vec<Inline> {
        match self.workspace.methodology.instrument(checklist).and_then(|i| i.item(id)) {
            Some(item) => vec![Inline::verbatim(&item.text, item.span.to_string())],
            None => vec![Inline::plain(id.to_string())],
        }
    }

    fn figures(&mut self, title: &str, of: &[String], at: &str) -> Vec<Block> {
        let mut table = Table {
            caption: vec![Inline::verbatim(title, at)],
            headers: vec!["What", "Value", "Bounds", "Base", "Population", "Source"],
            numeric: vec![1, 2, 3],
            rows: Vec::new(),
        };
        let mut missing: Vec<Vec<Inline>> = Vec::new();
        for text in of {
            let (figures, _, absent) = self.evidence(text);
            if figures.is_empty() {
                missing.push(self.missing_label(text, absent.as_ref()));
            }
            for figure in figures {
                table.rows.push(self.figure_row(&figure));
            }
        }
        let mut blocks = Vec::new();
        if table.rows.is_empty() && !title.is_empty() {
            blocks.push(Block::Heading(vec![Inline::verbatim(title, at)]));
        } else if !table.rows.is_empty() {
            blocks.push(Block::Table(table));
        }
        if !missing.is_empty() {
            let mut line = vec![Inline::plain("Not held, which is not a zero: ")];
            for (i, label) in missing.into_iter().enumerate() {
                if i > 0 {
                    line.push(Inline::plain("; "));
                }
                line.extend(label);
            }
            line.push(Inline::plain("."));
            blocks.push(Block::Note(line));
        }
        blocks
    }

    fn missing_label(&mut self, text: &str, absent: Option<&Figure>) -> Vec<Inline> {
        if let Some(figure) = absent {
            let mut out = vec![Inline::verbatim(&figure.label, &figure.defined_at), Inline::plain(" (")];
            out.push(self.value(figure));
            out.push(Inline::plain(")"));
            return out;
        }
        let id = text.split_once(':').map_or(text, |(_, id)| id);
        match self.workspace.methodology.published(id) {
            Some(p) => vec![Inline::verbatim(&p.label, p.span.to_string())],
            None => vec![Inline::plain(id.to_string())],
        }
    }

    fn figure_row(&mut self, figure: &Figure) -> Vec<Vec<Inline>> {
        let mut what = vec![Inline::verbatim(figure_label(figure), &figure.defined_at)];
        if figure.has_flag("recorded zero") {
            what.push(Inline::plain(" – a zero that was counted"));
        }
        if figure.has_flag("conflict") {
            what.push(Inline::plain(" – sources disagree"));
        }
        if figure.address.kind == Some(AddressKind::Indicator) {
            what.push(Inline::plain(" – worked out here from published inputs"));
        }
        let at = figure.origins.first().map(|o| o.at.clone()).unwrap_or_default();
        let bounds = if figure.shown_range().is_empty() { Vec::new() } else { vec![Inline::range(figure)] };
        let base = figure.base.map(|b| vec![Inline::base(figure, b)]).unwrap_or_default();
        let source = match figure.origins.first() {
            Some(o) => {
                let tier = o.tier.map(|t| format!("{}: ", t.id())).unwrap_or_default();
                vec![
                    Inline::plain(tier),
                    Inline::Link { text: o.title.clone(), url: o.url.clone(), from: o.at.clone() },
                ]
            }
            None => Vec::new(),
        };
        vec![
            what,
            vec![self.value(figure)],
            bounds,
            base,
            vec![Inline::verbatim(&figure.population, at)],
            source,
        ]
    }

    fn dots(&mut self, title: &str, of: &str, at: &str) -> Vec<Block> {
        let Some(declared) = self.workspace.methodology.published(of) else {
            return Vec::new();
        };
        let rows = analysis::compare_published(self.workspace, declared, false);
        let mut dots = Vec::new();
        let mut apart: Vec<Inline> = Vec::new();
        for row in rows {
            if row.figure.value.is_some() && row.figure.is_evidence() && row.figure.qualifier.is_empty() {
                self.note(&row.figure);
                dots.push(Dot {
                    name: row.country.name.clone(),
                    own: row.country.code == self.country.code,
                    figure: row.figure,
                });
                continue;
            }
            apart.push(Inline::plain(if apart.is_empty() { "Not drawn: " } else { "; " }));
            apart.push(Inline::verbatim(&row.country.name, row.country.span.to_string()));
            apart.push(Inline::plain(" "));
            apart.push(self.value(&row.figure));
            let why = match (row.figure.is_evidence(), row.figure.range_kind) {
                (false, _) => "a lead, known only from the press",
                (true, Some(kind)) if row.figure.value.is_none() => kind.words(),
                (true, _) => "a bound, not a value",
            };
            apart.push(Inline::plain(format!(" ({why})")));
        }
        let mut blocks = Vec::new();
        let title = if title.is_empty() { declared.label.as_str() } else { title };
        if dots.is_empty() {
            blocks.push(Block::Heading(vec![Inline::verbatim(title, at)]));
            blocks.push(Block::Note(vec![Inline::plain("No country holds a value that can be drawn.")]));
        } else {
            blocks.push(Block::Dots(DotChart {
                title: vec![Inline::verbatim(title, at)],
                unit: declared.unit.clone(),
                dots,
            }));
            blocks.push(Block::Note(vec![
                Inline::plain("Alphabetical, no ranking. A square marks the country of this report; whiskers are uncertainty bounds as published, and other ranges are not drawn. Definition: "),
                Inline::verbatim(&declared.definition, declared.span.to_string()),
                Inline::plain("."),
            ]));
        }
        if !apart.is_empty() {
            apart.push(Inline::plain("."));
            blocks.push(Block::Note(apart));
        }
        blocks
    }

    fn trend(&mut self, title: &str, of: &str, rate: Option<&str>, at: &str) -> Vec<Block> {
        let Some(series) = self.workspace.methodology.series(of) else {
            return Vec::new();
        };
        let title = if title.is_empty() { series.label.as_str() } else { title };
        let mut periods: Vec<i32> = self.country.observations_of(of).map(|o| o.period).collect();
        periods.sort_unstable();
        periods.dedup();
        let points: Vec<(i32, Figure)> = periods
            .iter()
            .filter_map(|p| Some((*p, analysis::series_at(self.workspace, self.country, of, *p)?)))
            .collect();
        if !points.iter().any(|(_, f)| f.value.is_some()) {
            return vec![
                Block::Heading(vec![Inline::verbatim(title, at)]),
                Block::Note(vec![Inline::plain("No values are held; that is not a zero.")]),
            ];
        }
        points.iter().for_each(|(_, f)| self.note(f));
        let breaks: Vec<i32> = series.breaks.iter().filter_map(|(y, _)| y.parse().ok()).collect();
        let mut blocks = vec![Block::Trend(TrendChart {
            title: vec![Inline::verbatim(title, at)],
            unit: series.unit.clone(),
            points,
            breaks,
        })];
        if let Some(by) = rate.and_then(|r| self.workspace.methodology.denominator(r)) {
            let by_at = by.span.to_string();
            let rates: Vec<(i32, Figure, Figure)> = periods
                .iter()
                .map(|p| {
                    let rate = analysis::rate_at(self.workspace, self.country, of, by, *p);
                    (*p, rate, analysis::denominator(self.workspace, self.country, by, *p))
                })
                .collect();
            let mut table = Table {
                headers: vec!["Year", "Rate", "Denominator"],
                numeric: vec![1, 2],
                ..Table::default()
            };
            let mut sources: Vec<Inline> = Vec::new();
            for (period, rate, below) in &rates {
                let address = rate.address.clone();
                if table.caption.is_empty() {
                    let unit =
                        Inline::Number { address: address.clone(), part: "unit", text: rate.unit.clone() };
                    let of = Inline::verbatim(&by.unit, &by_at);
                    table.caption = vec![Inline::plain("As a rate "), unit, Inline::plain(" "), of];
                }
                let year = Inline::Number { address, part: "period", text: period.to_string() };
                table.rows.push(vec![vec![year], vec![self.value(rate)], vec![self.value(below)]]);
                for o in below.origins.iter().filter(|_| below.value.is_some()) {
                    let link = Inline::Link { text: o.title.clone(), url: o.url.clone(), from: o.at.clone() };
                    let known = |i: &Inline| matches!(i, Inline::Link { text, .. } if *text == o.title);
                    if !sources.iter().any(known) {
                        sources.push(Inline::plain(if sources.is_empty() { "" } else { "; " }));
                        sources.push(link);
                    }
                }
            }
            blocks.push(Block::Table(table));
            if !sources.is_empty() {
                let mut line = vec![Inline::plain("Each denominator is of the same year and comes from: ")];
                line.extend(sources);
                blocks.push(Block::Note(line));
            }
        }
        let from = series.span.to_string();
        let mut caveats: Vec<Vec<Inline>> =
            series.caveats.iter().map(|c| vec![Inline::verbatim(c, &from)]).collect();
        if !series.is_not.is_empty() {
            caveats.push(vec![
                Inline::plain("Not "),
                Inline::verbatim(series.is_not.join(", not "), &from),
                Inline::plain("."),
            ]);
        }
        caveats.extend(series.breaks.iter().map(|(year, what)| {
            vec![Inline::plain("Break in "), Inline::verbatim(format!("{year}: {what}"), &from)]
        }));
        if !caveats.is_empty() {
            blocks.push(Block::Bullets(caveats));
        }
        blocks
    }

    fn answers(&mut self, title: &str, domains: &[String], at: &str) -> Vec<Block> {
        let mut blocks = vec![Block::Heading(vec![Inline::verbatim(title, at)])];
        for wanted in domains {
            let short = wanted.rsplit('/').next().unwrap_or(wanted);
            let found = self.plan.instruments.iter().find_map(|i| {
                let full = |id: &str| format!("{}/{id}", i.instrument.path);
                i.instrument
                    .groups
                    .iter()
                    .find(|g| g.id == *wanted || full(&g.id) == *wanted || g.id == short)
                    .map(|g| (i, g))
            });
            let Some((instrument, group)) = found else {
                continue;
            };
            let path = instrument.instrument.path.clone();
            let label = Inline::verbatim(&group.label, group.span.to_string());
            let items: Vec<std::sync::Arc<model::Item>> = instrument
                .asked()
                .filter(|i| i.item.group == group.id && i.item.kind == ItemKind::Criterion)
                .map(|i| i.item.clone())
                .collect();
            let coverage = format!("{path}/{}", group.id);
            let mut table = Table {
                caption: Vec::new(),
                headers: vec!["Criterion", "Answer", "As of", "Source"],
                ..Table::default()
            };
            for item in &items {
                let answers: Vec<Answer> = self
                    .country
                    .answers
                    .iter()
                    .filter(|a| a.criterion == item.id && a.checklist == path)
                    .cloned()
                    .collect();
                // Sources that agree share a row.
                let mut groups: Vec<Vec<&Answer>> = Vec::new();
                for answer in &answers {
                    let alike = |g: &&mut Vec<&Answer>| {
                        g[0].value == answer.value && g[0].lead.is_empty() == answer.lead.is_empty()
                    };
                    match groups.iter_mut().find(alike) {
                        Some(group) => group.push(answer),
                        None => groups.push(vec![answer]),
                    }
                }
                for group in groups {
                    let mut shown = vec![self.answer(group[0])];
                    group.iter().skip(1).for_each(|a| {
                        self.answer(a);
                    });
                    if !group[0].lead.is_empty() {
                        shown.push(Inline::plain(" – a lead, not yet proof"));
                    } else if answers.iter().any(|a| a.value != group[0].value && a.lead.is_empty()) {
                        shown.push(Inline::plain(" – sources disagree"));
                    }
                    let (mut as_of, mut sources) = (Vec::new(), Vec::new());
                    for (i, a) in group.iter().enumerate() {
                        if i > 0 {
                            as_of.push(Inline::plain(", "));
                            sources.push(Inline::plain(", "));
                        }
                        let from = a.span.to_string();
                        as_of.push(Inline::verbatim(&a.as_of, &from));
                        sources.push(Inline::Link { text: host_of(&a.source), url: a.source.clone(), from });
                    }
                    let criterion = vec![Inline::verbatim(&item.text, item.span.to_string())];
                    table.rows.push(vec![criterion, shown, as_of, sources]);
                }
            }
            let mut line = vec![label, Inline::plain(": ")];
            line.extend(self.coverage_of(&coverage));
            line.push(Inline::plain(
                " criteria are answered with proof; the others are unknown, which is not a no.",
            ));
            blocks.push(Block::Paragraph(line));
            if !table.rows.is_empty() {
                blocks.push(Block::Table(table));
            }
        }
        blocks
    }

    fn instrument(&mut self, wanted: &str) -> Vec<Block> {
        let found = self
            .plan
            .instruments
            .iter()
            .find(|i| i.instrument.path == wanted || i.instrument.path.ends_with(&format!("/{wanted}")));
        let Some(planned) = found else { return Vec::new() };
        let mut blocks = Vec::new();
        for group in &planned.instrument.groups {
            let items: Vec<Vec<Inline>> = planned
                .asked()
                .filter(|i| i.item.group == group.id && i.item.kind != ItemKind::Note)
                .map(|i| {
                    let mut line = self.placeholders(&i.item.text, &i.item.span.to_string());
                    if i.comparability().level != Level::Identical {
                        line.push(Inline::plain(format!(" – {}", i.comparability().level.word())));
                    }
                    line
                })
                .collect();
            if items.is_empty() {
                continue;
            }
            blocks.push(Block::Heading(vec![Inline::verbatim(&group.label, group.span.to_string())]));
            blocks.push(Block::Bullets(items));
        }
        blocks
    }

    fn findings(&mut self, chapter: Option<&str>) -> Vec<Block> {
        let (workspace, country) = (self.workspace, self.country);
        let mut lines = Vec::new();
        for tested in evidence::test_all(workspace, country) {
            if chapter.is_some_and(|c| tested.finding.chapter.rsplit(':').next() != Some(c)) {
                continue;
            }
            let at = tested.finding.span.to_string();
            let address = Address::new(Some(&country.code), AddressKind::Finding, &tested.finding.id);
            let mut fields = vec![
                ("claim".to_string(), tested.finding.claim.clone()),
                ("verdict".into(), tested.verdict.word().into()),
                ("holds if".into(), tested.finding.holds_if.source.clone()),
            ];
            fields.extend(tested.finding.rests_on.iter().map(|(_, a)| ("rests on".to_string(), a.clone())));
            fields.extend(tested.reasons.iter().map(|r| ("because".to_string(), r.clone())));
            fields.push(("written at".into(), at.clone()));
            let verdict = self.entry(address, tested.verdict.word(), fields);
            let mut details = vec![verdict];
            for figure in
                tested.figures.iter().filter(|f| f.is_held() && f.address.kind != Some(AddressKind::Series))
            {
                details.push(Inline::plain("; "));
                details.push(Inline::verbatim(figure_label(figure), &figure.defined_at));
                details.push(Inline::plain(" "));
                details.push(self.value(figure));
            }
            if tested.verdict == Verdict::CannotTell {
                details.push(Inline::plain(": evidence is missing"));
            }
            let standing = match tested.verdict {
                Verdict::Holds => Standing::Held,
                Verdict::DoesNotHold => Standing::Refused,
                Verdict::CannotTell => Standing::Missing,
            };
            lines.push((standing, vec![Inline::verbatim(&tested.finding.claim, &at)], details));
        }
        if lines.is_empty() {
            return Vec::new();
        }
        vec![Block::Heading(vec![Inline::plain("Findings")]), Block::Standings(lines)]
    }

    fn recommendations(&mut self) -> Vec<Block> {
        let mut blocks = Vec::new();
        for bearer in &self.workspace.methodology.duty_bearers {
            let mut items = Vec::new();
            for finding in &self.country.findings {
                for r in finding.recommendations.iter().filter(|r| r.to.contains(&bearer.id)) {
                    let mut line = vec![Inline::verbatim(&r.text, r.span.to_string())];
                    if !r.status.is_empty() {
                        line.push(Inline::plain(format!(" ({})", r.status.replace('_', " "))));
                    }
                    if !r.deadline.is_empty() {
                        line.push(Inline::plain(" by "));
                        line.push(Inline::verbatim(&r.deadline, r.span.to_string()));
                    }
                    items.push(line);
                }
            }
            if !items.is_empty() {
                blocks.push(Block::Heading(vec![Inline::verbatim(&bearer.label, bearer.span.to_string())]));
                blocks.push(Block::Bullets(items));
            }
        }
        if blocks.is_empty() {
            blocks.push(Block::Note(vec![Inline::plain("No recommendations are recorded yet.")]));
        }
        blocks
    }

    fn leads(&mut self) -> Vec<Block> {
        let leads: Vec<Figure> = analysis::published_all(self.workspace, self.country)
            .into_iter()
            .filter(|f| !f.is_evidence())
            .collect();
        if leads.is_empty() {
            return vec![Block::Note(vec![Inline::plain("No figure is known from the press alone.")])];
        }
        let mut table = Table {
            headers: vec!["What", "Value", "Range", "Base", "Population", "Source"],
            numeric: vec![1, 2, 3],
            ..Table::default()
        };
        for figure in &leads {
            table.rows.push(self.figure_row(figure));
        }
        vec![
            Block::Paragraph(vec![Inline::plain(
                "These figures are known only from the press. They tell where to look and are no evidence: no headline and no finding rests on them.",
            )]),
            Block::Table(table),
        ]
    }

    fn conflicts(&mut self) -> Vec<Block> {
        let mut items: Vec<Vec<Inline>> = Vec::new();
        for conflict in analysis::conflicts(self.workspace, self.country) {
            let mut line = Vec::new();
            for (i, side) in conflict.sides.iter().enumerate() {
                line.push(Inline::plain(if i == 0 { "" } else { " against " }));
                line.push(Inline::verbatim(figure_label(side), &side.defined_at));
                line.push(Inline::plain(" "));
                line.push(self.value(side));
                if let Some(period) = side.address.filter("period").or(side.address.filter("published")) {
                    line.push(Inline::plain(" ("));
                    line.push(Inline::Number {
                        address: side.address.clone(),
                        part: "period",
                        text: period.to_string(),
                    });
                    line.push(Inline::plain(")"));
                }
            }
            items.push(line);
        }
        let answers = self.country.answers.clone();
        let mut seen: Vec<&str> = Vec::new();
        for answer in &answers {
            let others: Vec<&Answer> = answers.iter().filter(|a| a.criterion == answer.criterion).collect();
            if seen.contains(&answer.criterion.as_str()) || others.iter().all(|a| a.value == answer.value) {
                continue;
            }
            seen.push(&answer.criterion);
            let mut line = self.criterion_label(&answer.criterion, &answer.checklist);
            for (i, side) in others.into_iter().enumerate() {
                line.push(Inline::plain(if i == 0 { ": " } else { " against " }));
                line.push(self.answer(side));
                if !side.lead.is_empty() {
                    line.push(Inline::plain(" (a lead)"));
                }
            }
            items.push(line);
        }
        if items.is_empty() {
            return vec![Block::Note(vec![Inline::plain("No two sources held here disagree.")])];
        }
        vec![
            Block::Paragraph(vec![Inline::plain(
                "Where sources disagree, both stand; they are never averaged.",
            )]),
            Block::Bullets(items),
        ]
    }

    fn comparability(&mut self) -> Vec<Block> {
        let mut table = Table { headers: vec!["Item", "Comparability", "Reason"], ..Table::default() };
        for planned in &self.plan.instruments {
            for item in planned.items.iter().filter(|i| i.comparability().level != Level::Identical) {
                let found = item.comparability();
                let at = item.changes.last().map_or_else(String::new, |c| c.change.span.to_string());
                table.rows.push(vec![
                    vec![Inline::verbatim(&item.item.text, item.item.span.to_string())],
                    vec![Inline::plain(found.level.word())],
                    vec![Inline::verbatim(&found.reason, at)],
                ]);
            }
        }
        if table.rows.is_empty() {
            return vec![Block::Note(vec![Inline::plain(
                "No change to the core instruments is recorded for this country; what the field teams changed beyond that is not known here.",
            )])];
        }
        vec![Block::Table(table)]
    }

    fn approvals(&mut self) -> Vec<Block> {
        let mut items = Vec::new();
        for a in &self.country.approvals {
            let at = a.span.to_string();
            let mut line =
                vec![Inline::verbatim(&a.board, &at), Inline::plain(": "), Inline::verbatim(&a.scope, &at)];
            if !a.state.is_empty() && a.state != "valid" {
                line.push(Inline::plain(format!(" ({})", a.state)));
            }
            if let Some((from, to)) = &a.valid {
                line.push(Inline::plain(", "));
                line.push(Inline::verbatim(from, &at));
                line.push(Inline::plain(" to "));
                line.push(Inline::verbatim(to, &at));
            }
            items.push(line);
        }
        if items.is_empty() {
            return vec![Block::Note(vec![Inline::plain(
                "No ethics approval is recorded here. Published figures can be shown; records of an activity without an approval would be refused.",
            )])];
        }
        vec![Block::Bullets(items)]
    }

    fn services(&mut self) -> Vec<Block> {
        let mut items = Vec::new();
        for s in self.country.safeguards.iter().flat_map(|s| &s.services) {
            let at = s.span.to_string();
            let mut line =
                vec![Inline::verbatim(&s.label, &at), Inline::plain(": "), Inline::verbatim(&s.contact, &at)];
            if !s.as_of.is_empty() {
                line.push(Inline::plain(", as of "));
                line.push(Inline::verbatim(&s.as_of, &at));
            }
            if !s.confirm.is_empty() {
                line.push(Inline::plain(". To confirm: "));
                line.push(Inline::verbatim(&s.confirm, &at));
            }
            items.push(line);
        }
        if items.is_empty() {
            return vec![Block::Note(vec![Inline::plain(
                "No service is listed; fieldwork could not begin.",
            )])];
        }
        vec![Block::Bullets(items)]
    }
}

/// The label of a figure without its period.
fn figure_label(figure: &Figure) -> &str {
    match figure.address.filter("period") {
        Some(period) => figure.label.strip_suffix(&format!(", {period}")).unwrap_or(&figure.label),
        None => &figure.label,
    }
}

/// The host of a web address, or the text itself.
fn host_of(source: &str) -> String {
    let rest = source.trim_start_matches("https://").trim_start_matches("http://");
    rest.split('/').next().unwrap_or(rest).trim_start_matches("www.").to_string()
}
