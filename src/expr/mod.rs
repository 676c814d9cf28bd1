//! The expression language: conditions and small calculations, written as
//! strings in Lua's own expression syntax inside scripts.
//!
//! ```text
//! age >= 12 and age <= 17 and internet_frequency in (daily, weekly)
//! any_yes(uses_phone, uses_laptop) and not missing(hours_weekday)
//! ci_low(users_2023) > 10% and change(subscriptions, 2019, 2023) > 50%
//! ```
//!
//! A string is [`parse`]d once, [`check`]ed against a [`Scope`] and then read by
//! several readers that agree with each other:
//!
//! - routing, two-valued: [`eval_routing`], [`eval_routing_columns`];
//! - indicators, three-valued or by `count_as`: [`eval_indicator`],
//!   [`eval_counted`], [`eval_counted_columns`];
//! - calculations: [`eval_value`], [`eval_value_columns`];
//! - findings and scaling chains: [`eval_evidence`], [`eval_derived`];
//! - forms in the field: [`routing_xpath`], [`value_xpath`].
//!
//! # The rule for what is not known
//!
//! An **atom** is a condition without `and`, `or`, `not` inside. It is *known*
//! when every question it compares is answered, and *not known* otherwise
//! (don't know, prefer not to say, not applicable, skipped, unanswered, not in
//! this version or country). So:
//!
//! - `missing(q)` and `answered(q)` are always known.
//! - `any_yes(a, b)` is `a == yes or b == yes`, `all_yes(a, b)` is
//!   `a == yes and b == yes`: any_yes is true as soon as one is yes, its opposite
//!   only when all are answered and none is yes; all_yes the other way round.
//! - `count_yes(…)` is a number, known only when all its questions are answered.
//!   (`count_yes(a, b) >= 1` therefore asks for more than `any_yes(a, b)`.)
//! - A calculation without a result (a division by zero) is not known.
//!
//! **Routing**: an atom that is not known is false, and so is its opposite:
//! `not (x == 5)` and `x ~= 5` are both false while `x` is unanswered. (Pushing
//! every `not` down to the atoms and counting unknown atoms as false is the same
//! as Kleene's logic with "unknown" read as false at the end.)
//!
//! **Indicators**: Kleene's three values, with the states that left it open; or
//! by [`CountAs`]: wherever an atom or its opposite meets a state, the state
//! stands for yes, for no or for leaving the base, *in the direction in which
//! the atom is written*. "Don't know counts as no" is so never turned into a yes
//! by a `not`, and counting a state as yes never gives a smaller figure than
//! counting it as no. Inside `count_yes` each question counts 1 or 0.

mod ast;
mod check;
mod check_number;
mod eval;
mod eval_columns;
mod eval_row;
mod evidence;
mod functions;
mod ir;
mod lex;
mod parse;
mod print;
mod reason;
mod scope;
mod states;
#[cfg(test)]
mod tests;
#[cfg(test)]
mod tests_check;
mod xpath;
mod xpath_carry;
mod xpath_logic;
mod xpath_read;

pub use ast::{ArithOp, Ast, CompareOp, Node};
pub use check::{Checked, check};
pub use eval_columns::{
    eval_counted_columns, eval_indicator_columns, eval_routing_columns, eval_value_columns,
};
pub use eval_row::{
    Cell, CellValue, FrameRow, Row, Truth, eval_counted, eval_indicator, eval_routing, eval_value,
};
pub use evidence::{EstimateValue, EvidenceSource, Truth3, Use, eval_derived, eval_evidence};
pub use functions::{Function, functions};
pub use parse::{ExprError, MAX_DEPTH, MAX_LENGTH, parse};
pub use print::print;
pub use reason::{Demand, Domain, World, bounds, impossible};
pub use scope::{Profile, Scope, Type};
pub use states::{As, CountAs, States};
pub use xpath::{Refer, Reference, opposite_xpath, routing_xpath, text_literal, value_xpath};
pub use xpath_carry::{Carried, Code, Form, Meaning, NotCarried, Sort, carry_condition, carry_value};
pub use xpath_read::{XPath, names_in_braces, read_xpath};
