//! The report as the methodology declares it: chapters and blocks.

use crate::base::Span;

#[derive(Debug, Clone)]
pub struct Report {
    pub id: String,
    pub title: String,
    pub about: String,
    pub chapters: Vec<Chapter>,
    pub span: Span,
}

impl Report {
    /// All chapters, parents before their parts, with their depth from 1.
    pub fn all(&self) -> Vec<(&Chapter, usize)> {
        fn walk<'a>(chapters: &'a [Chapter], depth: usize, out: &mut Vec<(&'a Chapter, usize)>) {
            for chapter in chapters {
                out.push((chapter, depth));
                walk(&chapter.chapters, depth + 1, out);
            }
        }
        let mut out = Vec::new();
        walk(&self.chapters, 1, &mut out);
        out
    }
}

#[derive(Debug, Clone)]
pub struct Chapter {
    pub id: String,
    pub title: String,
    pub number: String,
    /// Activities whose evidence it needs.
    pub expects: Vec<String>,
    pub about: String,
    pub blocks: Vec<Block>,
    pub chapters: Vec<Chapter>,
    pub span: Span,
}

#[derive(Debug, Clone)]
pub struct Insight {
    pub id: String,
    pub label: String,
    /// Evidence addresses.
    pub shows: Vec<String>,
    pub otherwise: String,
    pub span: Span,
}

/// A block of a chapter; what is shown, not how.
#[derive(Debug, Clone)]
pub enum Block {
    Paragraph { text: String, span: Span },
    Insights(Vec<Insight>),
    Figures { title: String, of: Vec<String> },
    Dots { title: String, of: String },
    Trend { title: String, of: String, rate: Option<String> },
    Answers { title: String, domains: Vec<String> },
    Rubrics { title: String, of: Vec<String> },
    Activities,
    Instrument(String),
    Findings(Option<String>),
    Recommendations,
    Leads,
    Conflicts,
    Comparability,
    Approvals,
    Services,
    Literature,
}
