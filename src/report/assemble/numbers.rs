//! Blocks of numbers: tables, charts, leads, conflicts.

use crate::analysis::{self, AnswerState, Figure};
use crate::base::PartialDate;
use crate::model::{Address, AddressKind, InstrumentKind};
use crate::report::document::{Block, Dot, DotChart, Inline, Table, TrendChart};

use super::{Writer, figure_label};

impl Writer<'_> {
    pub(super) fn figures(&mut self, title: &str, of: &[String], at: &str) -> Vec<Block> {
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

    pub(super) fn missing_label(&mut self, text: &str, absent: Option<&Figure>) -> Vec<Inline> {
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

    pub(super) fn figure_row(&mut self, figure: &Figure) -> Vec<Vec<Inline>> {
        let mut what = vec![Inline::verbatim(figure_label(figure), &figure.defined_at)];
        if figure.has_flag("of a small group") {
            what.push(Inline::plain(" – of those interviewed, not of the country"));
        }
        if let Some(year) = figure.address.filter("published") {
            what.push(Inline::plain(", "));
            what.push(Inline::Number {
                address: figure.address.clone(),
                part: "period",
                text: year.to_string(),
            });
        }
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
            self.value_or_count(figure),
            bounds,
            base,
            vec![Inline::verbatim(&figure.population, at)],
            source,
        ]
    }

    /// A small group's share stands behind the count it is a share of, where
    /// the source says of how many.
    fn value_or_count(&mut self, figure: &Figure) -> Vec<Inline> {
        let value = self.value(figure);
        match figure.count_of_base() {
            Some(text) => {
                let count = Inline::Number { address: figure.address.clone(), part: "count", text };
                vec![count, Inline::plain(" ("), value, Inline::plain(")")]
            }
            None => vec![value],
        }
    }

    pub(super) fn dots(&mut self, title: &str, of: &str, at: &str) -> Vec<Block> {
        let Some(declared) = self.workspace.methodology.published(of) else {
            return Vec::new();
        };
        let rows = analysis::compare_published(self.workspace, declared, false);
        let mut dots = Vec::new();
        let mut apart: Vec<Inline> = Vec::new();
        for row in rows {
            let usual = row.figure.population == declared.population;
            let drawn =
                row.figure.value.is_some() && row.figure.is_evidence() && row.figure.qualifier.is_empty();
            if drawn && usual && !row.figure.has_flag("conflict") {
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
                _ if row.figure.has_flag("conflict") => "sources disagree",
                _ if !usual => "another population",
                (true, _) => "a bound, not a value",
            };
            apart.push(Inline::plain(format!(" ({why})")));
        }
        let mut blocks = Vec::new();
        let title = if title.is_empty() { declared.label.as_str() } else { title };
        let own = dots.iter().any(|d| d.own);
        if dots.is_empty() {
            blocks.push(Block::Heading(vec![Inline::verbatim(title, at)]));
            blocks.push(Block::Note(vec![Inline::plain("No country holds a value that can be drawn.")]));
        } else {
            blocks.push(Block::Dots(DotChart {
                title: vec![Inline::verbatim(title, at)],
                unit: declared.unit.clone(),
                dots,
            }));
            let mut note = vec![Inline::plain("Alphabetical, no ranking. ")];
            if own {
                note.push(Inline::plain("A square marks the country of this report"));
            } else {
                // A chart of other countries only is no figure of this one.
                note.push(Inline::plain(
                    "These are other countries: no value that can be drawn is held for ",
                ));
                note.push(Inline::verbatim(&self.country.name, self.country.span.to_string()));
            }
            note.extend([
                Inline::plain("; whiskers are uncertainty bounds as published, and other ranges are not drawn. Definition: "),
                Inline::verbatim(&declared.definition, declared.span.to_string()),
                Inline::plain("."),
            ]);
            blocks.push(Block::Note(note));
        }
        if !apart.is_empty() {
            apart.push(Inline::plain("."));
            blocks.push(Block::Note(apart));
        }
        blocks
    }

    pub(super) fn trend(&mut self, title: &str, of: &str, rate: Option<&str>, at: &str) -> Vec<Block> {
        let Some(series) = self.workspace.methodology.series(of) else {
            return Vec::new();
        };
        let title = if title.is_empty() { series.label.as_str() } else { title };
        let drawn = self.country.observations_of(of).filter(|o| o.is_evidence());
        let mut periods: Vec<i32> = drawn.map(|o| o.period).collect();
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
        let sums: Vec<Address> = points
            .iter()
            .filter(|(_, f)| f.has_flag(analysis::SUM))
            .map(|(_, f)| f.address.clone())
            .collect();
        let breaks: Vec<i32> =
            self.country.breaks_of(series).iter().filter_map(|(y, _)| y.parse().ok()).collect();
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
                    let rate = analysis::rate_at(self.workspace, self.country, of, by, &[], *p);
                    (*p, rate, analysis::denominator(self.workspace, self.country, by, &[], *p))
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
        caveats.extend(self.country.breaks_of(series).iter().map(|(year, what)| {
            vec![Inline::plain("Break in "), Inline::verbatim(format!("{year}: {what}"), &from)]
        }));
        for address in sums {
            let text = address.filter("period").unwrap_or_default().to_string();
            caveats.push(vec![
                Inline::Number { address, part: "period", text },
                Inline::plain(": the sum of its categories; no total is held"),
            ]);
        }
        let by = rate.and_then(|r| self.workspace.methodology.denominator(r));
        let years = by.and_then(|by| analysis::other_years(self.workspace, self.country, of, by));
        caveats.extend(years.map(|said| vec![Inline::verbatim(said, &from)]));
        if !caveats.is_empty() {
            blocks.push(Block::Bullets(caveats));
        }
        blocks
    }

    pub(super) fn leads(&mut self) -> Vec<Block> {
        let of_series = self.workspace.methodology.series.iter();
        let leads: Vec<Figure> = analysis::published_all(self.workspace, self.country)
            .into_iter()
            .chain(of_series.flat_map(|s| analysis::observations(self.workspace, self.country, &s.id)))
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

    pub(super) fn conflicts(&mut self) -> Vec<Block> {
        let mut items: Vec<Vec<Inline>> = Vec::new();
        for conflict in analysis::conflicts(self.workspace, self.country) {
            let mut line = Vec::new();
            for (i, side) in conflict.sides.iter().enumerate() {
                line.push(Inline::plain(if i == 0 { "" } else { " against " }));
                line.push(Inline::verbatim(figure_label(side), &side.defined_at));
                line.push(Inline::plain(" "));
                line.push(self.value(side));
                if !side.is_evidence() {
                    line.push(Inline::plain(" (a lead, known only from the press)"));
                }
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
            for (n, difference) in conflict.differs.iter().enumerate() {
                line.push(Inline::plain(if n == 0 { "; what they state differs: " } else { "; " }));
                line.push(Inline::plain(format!("{}: ", difference.what)));
                let [(one, one_at), (other, other_at)] = &difference.sides;
                line.push(Inline::verbatim(one, one_at));
                line.push(Inline::plain(" against "));
                line.push(Inline::verbatim(other, other_at));
            }
            items.push(line);
        }
        let (workspace, country) = (self.workspace, self.country);
        for list in workspace.methodology.instruments().filter(|i| i.kind == InstrumentKind::Checklist) {
            for standing in analysis::assess(workspace, country, list, "", PartialDate::today()) {
                // Leads may contradict each other too; none of them is proof.
                let differ = standing.values().len() > 1;
                if !differ && standing.against.is_empty() {
                    continue;
                }
                let mut line = self.criterion_label(&standing.criterion.id, &list.path);
                let sides = standing.current.iter().map(|a| (a, standing.state == AnswerState::Lead));
                let sides = sides.chain(standing.against.iter().map(|a| (a, true)));
                for (i, (side, lead)) in sides.enumerate() {
                    line.push(Inline::plain(if i == 0 { ": " } else { " against " }));
                    line.push(self.answer(side));
                    if lead {
                        line.push(Inline::plain(" (a lead)"));
                    }
                    if let Some(second) = side.second().filter(|s| *s != side.value) {
                        line.push(Inline::plain("; the second reviewer: "));
                        line.push(Inline::verbatim(second, side.span.to_string()));
                    }
                }
                items.push(line);
            }
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
}
