//! `dh sample household`: whom to ask within a household, and by what the
//! weight is multiplied for it.

use std::path::{Path, PathBuf};

use serde_json::json;

use crate::base::number::grouped;
use crate::base::seed::Seed;
use crate::base::{Diag, Diags};
use crate::formats::csv;
use crate::report::text::TextTable;
use crate::stats::sampling::household::{KISH, kish_chance};

use super::super::{Answer, Block};
use super::{Listed, filled, keep, sound};

/// How one person is chosen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Way {
    /// Kish's grid: eight tables over the addresses.
    #[default]
    Kish,
    /// Who has the next birthday.
    NextBirthday,
    /// By the seed.
    Random,
}

#[derive(Debug, Clone, Default)]
pub struct Request {
    pub way: Way,
    /// Tables go up to households with this many eligible people.
    pub sizes: Option<usize>,
    /// With Kish: addresses that get a table each.
    pub addresses: Option<usize>,
    /// Choosing at random: one household with this many eligible people.
    pub eligible: Option<usize>,
    /// Choosing at random: `household`, `person`, `eligible` (yes or no).
    pub roster: Option<Listed>,
    pub seed: Option<u64>,
    pub out: Option<PathBuf>,
}

/// Gives the tables of a way of choosing, or chooses.
///
/// # Errors
/// Choosing without a seed; a roster that cannot be read.
pub fn household(request: &Request) -> Result<Answer, Vec<Diag>> {
    let one = |d: Diag| vec![d];
    let mut answer = Answer::new("sample_household");
    let needs_seed = || {
        request.seed.ok_or_else(|| {
            vec![Diag::error("--seed is needed: the same seed chooses the same again").hint("--seed 7")]
        })
    };
    for (given, option, way) in [
        (request.addresses.is_some(), "--addresses", Way::Kish),
        (request.sizes.is_some(), "--sizes", Way::NextBirthday),
        (request.eligible.is_some(), "--eligible", Way::Random),
        (request.roster.is_some(), "--roster", Way::Random),
    ] {
        if given && way != request.way {
            return Err(one(Diag::error(format!("{option} has no part in this way of choosing"))
                .hint("--addresses goes with --kish, --sizes with --next-birthday, --eligible and --roster with --random")));
        }
    }
    match request.way {
        Way::Kish => {
            grid(&mut answer);
            match (request.addresses, &request.out) {
                (Some(addresses), out) => {
                    assign(&mut answer, addresses, needs_seed()?, out.as_ref()).map_err(one)?;
                }
                (None, Some(out)) => {
                    let columns =
                        ["table", "of_twelve", "ask_1", "ask_2", "ask_3", "ask_4", "ask_5", "ask_6_or_more"];
                    let rows = KISH.iter().map(|t| {
                        let numbers = std::iter::once(t.of_twelve).chain(t.ask).map(|n| n.to_string());
                        std::iter::once(t.name.to_string()).chain(numbers).collect()
                    });
                    written(&mut answer, out, &columns, rows, "the eight tables").map_err(one)?;
                }
                (None, None) => {}
            }
            answer.note("list the eligible people from the oldest to the youngest (or by another rule that leaves no choice), then ask the one whose number stands under how many there are");
            answer.note("where 5 are eligible the chances are 2, 2, 3, 2, 3 of 12, and nobody beyond the sixth is ever asked: the factor is then not exactly the number of eligible people");
            answer.note("Kish (1949), A procedure for objective respondent selection within the household, JASA 44: 380-387");
        }
        Way::NextBirthday => {
            let sizes = request.sizes.unwrap_or(8);
            if !(1..=30).contains(&sizes) {
                return Err(one(Diag::error(format!("--sizes is {sizes}: 1 to 30 belong there"))));
            }
            let mut table = TextTable::new(&[">eligible", "whom to ask", ">chance", ">weight ×"]);
            for k in 1..=sizes {
                let whom =
                    if k == 1 { "the one there is" } else { "the one whose birthday comes next after today" };
                table.row(vec![k.to_string(), whom.into(), format!("1 in {k}"), k.to_string()]);
                answer.row(json!({"eligible": k, "ask": whom, "chance": 1.0 / k as f64, "factor": k}));
            }
            answer.blocks.push(Block::Table(table));
            if let Some(out) = &request.out {
                let rows =
                    (1..=sizes).map(|k| vec![k.to_string(), (1.0 / k as f64).to_string(), k.to_string()]);
                written(&mut answer, out, &["eligible", "chance", "factor"], rows, "the chances")
                    .map_err(one)?;
            }
            answer.note("two with the same birthday: the one whose first name comes first in the alphabet");
            answer.note("the chance is one in the number of eligible people only if birthdays have nothing to do with what is asked and the informant tells them rightly; nobody can check it afterwards as a grid or a drawn number can");
            answer.note("write down how many were eligible: without it there is no weight");
        }
        Way::Random => {
            let seed = needs_seed()?;
            match (&request.roster, request.eligible) {
                (Some(roster), None) => choose(&mut answer, roster, seed, request.out.as_ref())?,
                (None, Some(0)) => return Err(one(Diag::error("nobody is eligible: nobody can be chosen"))),
                (None, Some(k)) => {
                    let person = Seed::new(seed).below(k) + 1;
                    answer.text(format!(
                        "Of {k} eligible, ask number {person}; the weight is multiplied by {k}. Seed {seed}."
                    ));
                    answer.row(json!({"eligible": k, "person": person, "factor": k, "seed": seed}));
                }
                _ => {
                    return Err(one(Diag::error("whom to choose from: --roster FILE or --eligible NUMBER")));
                }
            }
        }
    }
    Ok(answer)
}

fn written(
    answer: &mut Answer,
    out: &Path,
    columns: &[&str],
    rows: impl Iterator<Item = Vec<String>>,
    what: &str,
) -> Result<(), Diag> {
    let columns: Vec<String> = columns.iter().map(|c| (*c).to_string()).collect();
    let said = keep(out, &csv::write(&columns, rows))?;
    answer.note(format!("{} {said} {what}", out.display()));
    Ok(())
}

/// The eight tables, and the chances they give.
fn grid(answer: &mut Answer) {
    let mut table =
        TextTable::new(&["table", ">of 12 addresses", ">1", ">2", ">3", ">4", ">5", ">6 or more eligible"]);
    for t in &KISH {
        let mut cells = vec![t.name.to_string(), t.of_twelve.to_string()];
        cells.extend(t.ask.iter().map(usize::to_string));
        table.row(cells);
        answer.row(json!({"table": t.name, "of_twelve": t.of_twelve, "ask": t.ask}));
    }
    answer.text("Ask the person with this number, by how many are eligible:");
    answer.blocks.push(Block::Table(table));
    let mut chances =
        TextTable::new(&[">eligible", "chance of person 1, 2, …, of 12", "weight × for person 1, 2, …"]);
    for k in 1..=6 {
        let of: Vec<usize> = (1..=k).map(|p| kish_chance(k, p)).collect();
        let factors: Vec<String> = of.iter().map(|c| grouped(12.0 / *c as f64, 3)).collect();
        let same = factors.iter().all(|f| f == &factors[0]);
        let shown = if same { format!("{} each", factors[0]) } else { factors.join(", ") };
        let listed: Vec<String> = of.iter().map(usize::to_string).collect();
        chances.row(vec![k.to_string(), listed.join(", "), shown]);
        answer.row(json!({"eligible": k, "chances_of_twelve": of, "factors": of.iter().map(|c| 12.0 / *c as f64).collect::<Vec<_>>()}));
    }
    answer.blocks.push(Block::Table(chances));
}

/// A table for each address: every twelve in a row hold the grid once, in an
/// order of their own.
fn assign(answer: &mut Answer, addresses: usize, seed: u64, out: Option<&PathBuf>) -> Result<(), Diag> {
    if addresses == 0 || addresses > 1_000_000 {
        return Err(Diag::error(format!("--addresses is {addresses}: 1 to 1,000,000 belong there")));
    }
    let block: Vec<&str> = KISH.iter().flat_map(|t| std::iter::repeat_n(t.name, t.of_twelve)).collect();
    let mut random = Seed::new(seed);
    let mut tables = Vec::with_capacity(addresses);
    while tables.len() < addresses {
        let mut next = block.clone();
        // Fisher & Yates.
        for i in (1..next.len()).rev() {
            next.swap(i, random.below(i + 1));
        }
        tables.extend(next);
    }
    tables.truncate(addresses);
    for (i, table) in tables.iter().enumerate() {
        answer.row(json!({"address": i + 1, "table": table, "seed": seed}));
    }
    match out {
        Some(out) => {
            let rows = tables.iter().enumerate().map(|(i, t)| vec![(i + 1).to_string(), (*t).to_string()]);
            let said = super::keep(out, &csv::write(&["address".into(), "table".into()], rows))?;
            answer.note(format!(
                "{} {said} the table of each of {addresses} addresses; seed {seed}",
                out.display()
            ));
        }
        None => {
            let mut list = TextTable::new(&[">address", "table"]);
            tables
                .iter()
                .enumerate()
                .for_each(|(i, t)| list.row(vec![(i + 1).to_string(), (*t).to_string()]));
            answer.blocks.push(Block::Table(list));
        }
    }
    Ok(())
}

/// Chooses one eligible person of every household of a roster.
fn choose(answer: &mut Answer, roster: &Listed, seed: u64, out: Option<&PathBuf>) -> Result<(), Vec<Diag>> {
    let mut diags = Diags::new();
    let Some(table) = roster.read("the roster", &["household", "person", "eligible"], &mut diags) else {
        return Err(diags.into_sorted());
    };
    for column in ["selected", "within_factor"].into_iter().filter(|c| table.has(c)) {
        diags.push(
            Diag::error(format!("{} has a column '{column}' already", table.file))
                .hint("who was chosen is not chosen again; take the column out to choose anew"),
        );
    }
    // Households in the order of the file, with the rows of their eligible people.
    let mut households: Vec<(String, Vec<usize>)> = Vec::new();
    let mut place: std::collections::HashMap<String, usize> = std::collections::HashMap::new();
    let mut people = std::collections::HashSet::new();
    for (row, cells) in table.rows().enumerate() {
        let (Some(name), Some(person)) =
            (filled(&cells, "household", &mut diags), filled(&cells, "person", &mut diags))
        else {
            continue;
        };
        if !people.insert((name.clone(), person.clone())) {
            diags.push(cells.wrong("person", format!("'{person}' stands twice in household {name}")));
        }
        let at = *place.entry(name.clone()).or_insert_with(|| {
            households.push((name, Vec::new()));
            households.len() - 1
        });
        match cells.text("eligible").as_str() {
            "yes" => households[at].1.push(row),
            "no" => {}
            other => diags.push(cells.wrong("eligible", format!("'{other}' is neither yes nor no"))),
        }
    }
    sound(diags)?;
    let mut random = Seed::new(seed);
    let mut chosen = std::collections::HashMap::new();
    let mut nobody = 0;
    for (_, rows) in &households {
        match rows.len() {
            0 => nobody += 1,
            k => {
                chosen.insert(rows[random.below(k)], k);
            }
        }
    }
    let lines: Vec<Vec<String>> = table
        .rows()
        .enumerate()
        .map(|(row, cells)| {
            let mut line = cells.all().to_vec();
            let factor = chosen.get(&row);
            line.push(if factor.is_some() { "yes" } else { "no" }.into());
            line.push(factor.map_or(String::new(), usize::to_string));
            if let Some(k) = factor {
                answer.row(json!({"household": cells.text("household"), "person": cells.text("person"),
                    "eligible": k, "factor": k, "seed": seed}));
            }
            line
        })
        .collect();
    answer.text(format!(
        "{} of {} households have somebody eligible; one is chosen in each, with equal chances. Seed {seed}.",
        grouped((households.len() - nobody) as f64, 0),
        grouped(households.len() as f64, 0)
    ));
    let most = households.iter().map(|(_, r)| r.len()).max().unwrap_or(0);
    let mut by_size = TextTable::new(&[">eligible", ">households", ">weight ×"]);
    for k in 0..=most {
        let count = households.iter().filter(|(_, r)| r.len() == k).count();
        if count > 0 {
            let factor = if k == 0 { "nobody is asked".into() } else { k.to_string() };
            by_size.row(vec![k.to_string(), grouped(count as f64, 0), factor]);
        }
    }
    answer.blocks.push(Block::Table(by_size));
    if let Some(out) = out {
        let columns: Vec<String> =
            table.columns().iter().cloned().chain(["selected".into(), "within_factor".into()]).collect();
        let said = keep(out, &csv::write(&columns, lines)).map_err(|d| vec![d])?;
        answer.note(format!("{} {said} the roster with who is selected", out.display()));
    } else {
        answer.note("nothing was written: -o FILE keeps who is selected");
    }
    Ok(())
}
