//! Which cells of a table of counts are kept back, so that no small one is
//! seen or can be worked out of what is shown.

/// A sum over cells that is shown, by row and column: 1 where a cell is added, −1
/// where it is taken away.
pub type Shown = Vec<Vec<i8>>;

/// Cells by row and column, in one list.
type Mask = Vec<bool>;
type Line = Vec<i8>;

/// By row and column, whether a cell is kept back: those of 1 to `smallest` − 1,
/// and as many others as are needed so that none of these follows from the sums
/// of rows and columns, nor from those over `sums`. Where
/// nothing helps against the latter, all are kept back and [`opened_by`] says so.
pub fn kept_back(counts: &[Vec<usize>], smallest: usize, sums: &[Shown]) -> Vec<Vec<bool>> {
    let columns = counts.first().map_or(0, Vec::len);
    let count: Vec<usize> = counts.iter().flatten().copied().collect();
    let cells = || 0..count.len();
    let small = small(&count, smallest);
    let shown = all_sums(counts, sums);
    let mut hidden: Mask = cells().map(|c| small.contains(&c)).collect();
    while let Some(open) = small.iter().find(|c| follows(**c, &hidden, &shown)) {
        // The smallest cell that closes it; else the smallest beside it.
        let mut others: Vec<usize> = cells().filter(|c| !hidden[*c] && count[*c] > 0).collect();
        others.sort_by_key(|c| count[*c]);
        let beside = |c: &usize| c / columns == open / columns || c % columns == open % columns;
        let closes = |c: &usize| {
            let mut tried = hidden.clone();
            tried[*c] = true;
            !follows(*open, &tried, &shown)
        };
        let next = others.iter().copied().find(closes).or_else(|| others.iter().copied().find(beside));
        match next.or(others.first().copied()) {
            Some(next) => hidden[next] = true,
            // Nothing is left to hide behind but cells of nobody.
            None => {
                hidden.iter_mut().for_each(|h| *h = true);
                break;
            }
        }
    }
    hidden.chunks(columns.max(1)).map(<[bool]>::to_vec).collect()
}

/// Whether a small cell that is kept back can be worked out once the counts over
/// `sums` are shown beside the sums of rows and columns.
pub fn opened_by(counts: &[Vec<usize>], smallest: usize, kept_back: &[Vec<bool>], sums: &[Shown]) -> bool {
    let count: Vec<usize> = counts.iter().flatten().copied().collect();
    let hidden: Mask = kept_back.iter().flatten().copied().collect();
    let shown = all_sums(counts, sums);
    small(&count, smallest).iter().any(|c| follows(*c, &hidden, &shown))
}

fn small(count: &[usize], smallest: usize) -> Vec<usize> {
    (0..count.len()).filter(|c| (1..smallest).contains(&count[*c])).collect()
}

/// The sums of rows and of columns, and those besides.
fn all_sums(counts: &[Vec<usize>], besides: &[Shown]) -> Vec<Line> {
    let (rows, columns) = (counts.len(), counts.first().map_or(0, Vec::len));
    let cells = || 0..rows * columns;
    let of_rows = (0..rows).map(|r| cells().map(|c| i8::from(c / columns == r)).collect());
    let of_columns = (0..columns).map(|k| cells().map(|c| i8::from(c % columns == k)).collect());
    let besides = besides.iter().map(|sum| sum.iter().flatten().copied().collect());
    of_rows.chain(of_columns).chain(besides).collect()
}

/// Whether the count of a hidden cell is fixed by the sums that are shown:
/// whether it stands in the row space of what they say of the hidden cells.
fn follows(cell: usize, hidden: &[bool], shown: &[Line]) -> bool {
    let unknown: Vec<usize> = (0..hidden.len()).filter(|c| hidden[*c]).collect();
    let line = |sum: &Line| unknown.iter().map(|c| f64::from(sum[*c])).collect::<Vec<f64>>();
    let target: Vec<f64> = unknown.iter().map(|c| f64::from(u8::from(*c == cell))).collect();
    let known: Vec<Vec<f64>> = shown.iter().map(line).collect();
    let without = rank(known.clone());
    rank(known.into_iter().chain([target]).collect()) == without
}

/// The rank of rows of whole numbers.
fn rank(mut rows: Vec<Vec<f64>>) -> usize {
    const NOTHING: f64 = 1e-9;
    let width = rows.first().map_or(0, Vec::len);
    let mut found = 0;
    for column in 0..width {
        let pivot =
            (found..rows.len()).max_by(|a, b| rows[*a][column].abs().total_cmp(&rows[*b][column].abs()));
        let Some(pivot) = pivot.filter(|p| rows[*p][column].abs() > NOTHING) else { continue };
        rows.swap(found, pivot);
        let top = rows[found].clone();
        for row in &mut rows[found + 1..] {
            let times = row[column] / top[column];
            row.iter_mut().zip(&top).for_each(|(value, of_top)| *value -= times * of_top);
        }
        found += 1;
    }
    found
}

#[cfg(test)]
mod tests {
    use super::{kept_back, opened_by};

    fn hidden(counts: &[Vec<usize>]) -> Vec<usize> {
        let mask = kept_back(counts, 5, &[]);
        let cells = counts.iter().flatten().zip(mask.into_iter().flatten());
        cells.filter(|(_, hidden)| *hidden).map(|(count, _)| *count).collect()
    }

    #[test]
    fn a_small_cell_takes_three_others_with_it() {
        // The fewest that close the table: hiding the 3 alone leaks it.
        assert_eq!(hidden(&[vec![3, 12, 25], vec![14, 9, 22]]), [3, 12, 14, 9]);
        assert_eq!(hidden(&[vec![8, 12], vec![14, 9]]), [0usize; 0]);
        // Two small ones in a row leave their columns.
        assert_eq!(hidden(&[vec![2, 4, 25], vec![14, 19, 22]]), [2, 4, 14, 19]);
    }

    #[test]
    fn of_two_by_two_the_number_that_agree_gives_all_away() {
        let diagonal = [vec![vec![1, 0], vec![0, 1]]];
        let table = [vec![3, 20], vec![15, 40]];
        let mask = kept_back(&table, 5, &[]);
        assert!(mask.iter().flatten().all(|hidden| *hidden));
        assert!(opened_by(&table, 5, &mask, &diagonal));
        assert!(!opened_by(&table, 5, &mask, &[]));
        assert!(opened_by(&table, 5, &kept_back(&table, 5, &diagonal), &diagonal), "nothing helps");
        let table = [vec![30, 20], vec![15, 40]];
        assert!(!opened_by(&table, 5, &kept_back(&table, 5, &[]), &diagonal));
    }

    #[test]
    fn where_there_is_room_the_sum_besides_is_kept_and_more_cells_go() {
        let diagonal = [vec![vec![1, 0, 0], vec![0, 1, 0], vec![0, 0, 1]]];
        let table = [vec![3, 20, 31], vec![15, 40, 22], vec![18, 27, 33]];
        let plain = kept_back(&table, 5, &[]);
        assert!(opened_by(&table, 5, &plain, &diagonal));
        let more = kept_back(&table, 5, &diagonal);
        assert!(!opened_by(&table, 5, &more, &diagonal));
        assert!(more.iter().flatten().any(|hidden| !hidden), "not all: {more:?}");
    }
}
