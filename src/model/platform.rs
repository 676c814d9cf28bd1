//! What field data come back from.

/// A program that hands back what was asked with it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Platform {
    /// A table with the questionnaire's own column names.
    Plain,
    /// ODK Central: its zip of CSV files, or submissions as XML.
    Odk,
    Kobo,
    SurveyCto,
    Stata,
    Spss,
}

impl Platform {
    pub const ALL: [Platform; 6] = [
        Platform::Plain,
        Platform::Odk,
        Platform::Kobo,
        Platform::SurveyCto,
        Platform::Stata,
        Platform::Spss,
    ];

    /// The word of `--as` and of `--json`.
    pub fn id(self) -> &'static str {
        match self {
            Platform::Plain => "plain",
            Platform::Odk => "odk",
            Platform::Kobo => "kobo",
            Platform::SurveyCto => "surveycto",
            Platform::Stata => "stata",
            Platform::Spss => "spss",
        }
    }

    pub fn from_id(id: &str) -> Option<Platform> {
        Platform::ALL.into_iter().find(|p| p.id() == id)
    }
}

/// A name as Stata can hold it: at most 32 characters. A longer one ends in a
/// seal of the whole, so that two stay two and each can be told again.
pub fn stata_name(id: &str) -> String {
    if id.chars().count() <= 32 {
        return id.to_string();
    }
    let head: String = id.chars().take(23).collect();
    // FNV-1a (Fowler, Noll and Vo), folded to 32 bits.
    let hash =
        id.bytes().fold(0xcbf2_9ce4_8422_2325u64, |h, b| (h ^ u64::from(b)).wrapping_mul(0x0100_0000_01b3));
    format!("{head}_{:08x}", (hash >> 32) as u32 ^ hash as u32)
}
