//! The one document model: what is said, with where each word and number
//! comes from; renderers decide how it looks.

use crate::analysis::Figure;
use crate::model::Address;

/// `name: value` lines.
pub type Fields = Vec<(String, String)>;

/// A document of sections with a provenance appendix.
#[derive(Debug, Default)]
pub struct Document {
    pub title: Vec<Inline>,
    pub subtitle: Vec<Inline>,
    /// Lines under the title.
    pub facts: Vec<Vec<Inline>>,
    pub sections: Vec<Section>,
    /// Every figure shown, once, in the order of first appearance.
    pub provenance: Vec<Figure>,
    /// Answers and verdicts shown: address, and groups of `name: value` lines,
    /// one group a source.
    pub entries: Vec<(Address, Vec<Fields>)>,
    /// Pages beside this one: what each is called, and its file.
    pub annexes: Vec<(String, String)>,
}

#[derive(Debug, Default)]
pub struct Section {
    pub id: String,
    pub number: Vec<Inline>,
    pub title: Vec<Inline>,
    pub blocks: Vec<Block>,
    pub sections: Vec<Section>,
}

/// A run of text.
#[derive(Debug, Clone)]
pub enum Inline {
    /// The program's own words; they hold no numeral.
    Plain(String),
    /// Words from a script or a data file, with `file:line`.
    Verbatim {
        text: String,
        from: String,
    },
    /// A number of a figure; `part` is `value`, `range` or `base`.
    Number {
        address: Address,
        part: &'static str,
        text: String,
    },
    /// A word that an entry of the appendix explains (an answer, a verdict).
    Entry {
        address: Address,
        text: String,
    },
    Link {
        text: String,
        url: String,
        from: String,
    },
}

impl Inline {
    pub fn plain(text: impl Into<String>) -> Inline {
        Inline::Plain(text.into())
    }

    pub fn verbatim(text: impl Into<String>, from: impl Into<String>) -> Inline {
        Inline::Verbatim { text: text.into(), from: from.into() }
    }

    /// The value of a figure.
    pub fn value(figure: &Figure) -> Inline {
        if figure.is_held() {
            Inline::Number { address: figure.address.clone(), part: "value", text: figure.shown() }
        } else {
            Inline::Entry { address: figure.address.clone(), text: figure.state.clone() }
        }
    }

    /// Its bounds, where it has a value beside them.
    pub fn range(figure: &Figure) -> Inline {
        Inline::Number { address: figure.address.clone(), part: "range", text: figure.shown_range() }
    }

    pub fn base(figure: &Figure, base: f64) -> Inline {
        let text = crate::base::number::grouped(base, 0);
        Inline::Number { address: figure.address.clone(), part: "base", text }
    }
}

/// How an activity or a piece of evidence stands; never told by colour alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    Held,
    Missing,
    Refused,
    Warning,
}

#[derive(Debug)]
pub enum Block {
    Paragraph(Vec<Inline>),
    /// A heading inside a section.
    Heading(Vec<Inline>),
    Bullets(Vec<Vec<Inline>>),
    /// What the chapter rests on: standing, word, details.
    Standings(Vec<(Standing, Vec<Inline>, Vec<Inline>)>),
    Table(Table),
    /// Cards with one statement each.
    Cards(Vec<Card>),
    Dots(DotChart),
    Trend(TrendChart),
    Note(Vec<Inline>),
}

#[derive(Debug)]
pub struct Card {
    pub title: Vec<Inline>,
    pub lines: Vec<Vec<Inline>>,
}

/// Cells by row; the header names every column, also on narrow pages.
#[derive(Debug, Default)]
pub struct Table {
    pub caption: Vec<Inline>,
    pub headers: Vec<&'static str>,
    /// Columns set to the right.
    pub numeric: Vec<usize>,
    pub rows: Vec<Vec<Vec<Inline>>>,
}

/// One row of a dot chart.
#[derive(Debug)]
pub struct Dot {
    pub name: String,
    pub figure: Figure,
    /// The country the report is about.
    pub own: bool,
}

/// One figure over countries, alphabetically; whiskers only for uncertainty
/// bounds.
#[derive(Debug)]
pub struct DotChart {
    pub title: Vec<Inline>,
    pub unit: String,
    pub dots: Vec<Dot>,
}

/// A series over time.
#[derive(Debug)]
pub struct TrendChart {
    pub title: Vec<Inline>,
    pub unit: String,
    /// Period and its figure (absent ones leave a gap).
    pub points: Vec<(i32, Figure)>,
    /// Years at which the series breaks; the line is not drawn across.
    pub breaks: Vec<i32>,
}
