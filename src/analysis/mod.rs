//! Figures: every number shown anywhere, with where it comes from.

mod breaks;
mod comparable;
mod compare;
mod counts;
mod derive;
mod desk;
mod duplicates;
mod estimates;
mod figure;
mod look;
mod rates;
mod rivals;
mod score;
mod screening;
mod series;
mod small_cells;
mod trend;

pub use breaks::{Dated, apart, made_of};
pub use comparable::{Obstacle, Obstacles, differences, obstacles};
pub use compare::{Compared, compare_published};
pub use counts::{Count, Frequencies, Summary, frequencies, summary};
pub use derive::{derive, estimate_value, one, why_no_value};
pub use desk::{
    Agreement, AnswerState, Standing, agreement, assess, by_criterion, cautions, criterion, is_proof, lacks,
    standings, unread,
};
pub use duplicates::{Merged, merge};
pub use estimates::{Measured, Variable, variable};
pub use figure::{Estimates, Figure, Origin, number};
pub use look::{Conflict, conflicts, coverage, indicator, indicator_of, pooled, published, published_all};
pub use rates::{
    LEVEL, NO_VALUE, SMALL_COUNT, Standard, denominator, other_years, poisson, rate, rate_at, standardised,
    vintage,
};
pub use rivals::{Difference, Rival, beside, rivals, silent, stated_differences};
pub use score::{Score, credited, score};
pub use screening::{
    Flow, REASONS_DIFFER, ReviewersAgree, ScreenState, Screened, added, flow, may_be_one, reviewers_agree,
    screened,
};
pub use series::{
    Holder, SUM, added_up, categories, cell, held_at, is_total, observations, series_at, values,
};
pub use small_cells::{Shown, kept_back, opened_by};
pub use trend::{SAME_YEAR, Step, Sum, periods, ratio_at, steps, sums};
