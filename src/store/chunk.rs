//! Columns as compressed chunks of 64k rows.
//!
//! A chunk is a zstd frame (with its checksum) over a kind byte and the rows.
//! Choices take one byte a row where they can: 0–7 is a state without a value,
//! 8 + n option n. All numbers are little-endian.

use sha2::{Digest, Sha256};

use crate::data::{Column, Marks, State, Values};

/// Rows a chunk holds; the last may hold fewer.
pub const ROWS: usize = 65_536;

const LEVEL: i32 = 3;
/// One-byte choices: codes up to here.
const SMALL: usize = 247;

const CHOICE_1: u8 = 1;
const CHOICE_4: u8 = 2;
const SETS: u8 = 3;
const INT_1: u8 = 4;
const INT_2: u8 = 5;
const INT_4: u8 = 6;
const FLOAT: u8 = 7;
const TEXT: u8 = 8;
const BOOL: u8 = 9;
const BITS: u8 = 10;

/// What a column's `kind` is called in the store.
pub fn kind_of(values: &Values) -> &'static str {
    match values {
        Values::Number(_) => "number",
        Values::Choice { .. } => "choice",
        Values::Choices { .. } => "choices",
        Values::Text(_) => "text",
        Values::Bool(_) => "bool",
    }
}

/// An empty column of a kind.
pub fn empty(kind: &str, options: Vec<String>, marks: Marks) -> Option<Column> {
    let values = match kind {
        "number" => Values::Number(Vec::new()),
        "choice" => Values::Choice { codes: Vec::new(), options },
        "choices" => Values::Choices { sets: Vec::new(), options },
        "text" => Values::Text(Vec::new()),
        "bool" => Values::Bool(Vec::new()),
        _ => return None,
    };
    Some(Column { values, states: Vec::new(), marks })
}

/// A chunk as it is stored: compressed rows and their SHA-256 (16 bytes).
#[derive(Debug)]
pub struct Packed {
    pub rows: usize,
    pub data: Vec<u8>,
    pub hash: Vec<u8>,
}

/// The first 16 bytes of a blob's SHA-256.
pub fn hash(data: &[u8]) -> Vec<u8> {
    Sha256::digest(data)[..16].to_vec()
}

fn pack(raw: &[u8], rows: usize) -> Result<Packed, String> {
    let compress = || -> std::io::Result<Vec<u8>> {
        let mut compressor = zstd::bulk::Compressor::new(LEVEL)?;
        compressor.set_parameter(zstd::zstd_safe::CParameter::ChecksumFlag(true))?;
        compressor.compress(raw)
    };
    let data = compress().map_err(|e| e.to_string())?;
    Ok(Packed { rows, hash: hash(&data), data })
}

/// The rows `order` names, in that order, as chunks.
pub fn encode(column: &Column, order: &[u32]) -> Result<Vec<Packed>, String> {
    order.chunks(ROWS).map(|rows| pack(&raw_of(column, rows), rows.len())).collect()
}

/// One `u64` a row: what tells two records apart.
pub fn encode_bits(bits: &[u64], order: &[u32]) -> Result<Vec<Packed>, String> {
    let of = |rows: &[u32]| {
        let mut raw = vec![BITS];
        rows.iter().for_each(|r| raw.extend_from_slice(&bits[*r as usize].to_le_bytes()));
        pack(&raw, rows.len())
    };
    order.chunks(ROWS).map(of).collect()
}

fn raw_of(column: &Column, rows: &[u32]) -> Vec<u8> {
    let state = |r: &u32| column.states[*r as usize];
    let states = |raw: &mut Vec<u8>| raw.extend(rows.iter().map(|r| state(r) as u8));
    let answered = |r: &u32| state(r) == State::Answered;
    match &column.values {
        Values::Choice { codes, options } if options.len() <= SMALL => {
            let byte = |r: &u32| if answered(r) { 8 + codes[*r as usize] as u8 } else { state(r) as u8 };
            std::iter::once(CHOICE_1).chain(rows.iter().map(byte)).collect()
        }
        Values::Choice { codes, .. } => {
            let mut raw = vec![CHOICE_4];
            states(&mut raw);
            for r in rows {
                raw.extend_from_slice(&codes[*r as usize].to_le_bytes());
            }
            raw
        }
        Values::Choices { sets, options } => {
            let width = options.len().div_ceil(8).clamp(1, 8);
            let mut raw = vec![SETS, width as u8];
            states(&mut raw);
            for r in rows {
                let set = if answered(r) { sets[*r as usize] } else { 0 };
                raw.extend_from_slice(&set.to_le_bytes()[..width]);
            }
            raw
        }
        Values::Number(values) => {
            let value = |r: &u32| if answered(r) { values[*r as usize] } else { 0.0 };
            let whole = |n: f64, low: f64, high: f64| {
                n >= low && n <= high && n.fract() == 0.0 && !(n == 0.0 && n.is_sign_negative())
            };
            let fits = |low: f64, high: f64| rows.iter().all(|r| whole(value(r), low, high));
            let mut raw = Vec::with_capacity(rows.len() * 5 + 1);
            if fits(-128.0, 127.0) {
                raw.push(INT_1);
                states(&mut raw);
                raw.extend(rows.iter().map(|r| value(r) as i8 as u8));
            } else if fits(-32_768.0, 32_767.0) {
                raw.push(INT_2);
                states(&mut raw);
                rows.iter().for_each(|r| raw.extend_from_slice(&(value(r) as i16).to_le_bytes()));
            } else if fits(f64::from(i32::MIN), f64::from(i32::MAX)) {
                raw.push(INT_4);
                states(&mut raw);
                rows.iter().for_each(|r| raw.extend_from_slice(&(value(r) as i32).to_le_bytes()));
            } else {
                raw.push(FLOAT);
                states(&mut raw);
                rows.iter().for_each(|r| raw.extend_from_slice(&value(r).to_le_bytes()));
            }
            raw
        }
        Values::Text(texts) => {
            let text = |r: &u32| if answered(r) { texts[*r as usize].as_str() } else { "" };
            let mut raw = vec![TEXT];
            states(&mut raw);
            rows.iter().for_each(|r| raw.extend_from_slice(&(text(r).len() as u32).to_le_bytes()));
            rows.iter().for_each(|r| raw.extend_from_slice(text(r).as_bytes()));
            raw
        }
        Values::Bool(bools) => {
            let byte = |r: &u32| if answered(r) { 8 + u8::from(bools[*r as usize]) } else { state(r) as u8 };
            std::iter::once(BOOL).chain(rows.iter().map(byte)).collect()
        }
    }
}

const BROKEN: &str = "a chunk does not hold what it should";

/// The largest chunk a store may hold, uncompressed: a text of 4 KB a row.
const LARGEST: usize = ROWS * 4096;

/// What unpacking one chunk after the other needs: made once, used again.
#[derive(Default)]
pub struct Scratch {
    decompressor: Option<zstd::bulk::Decompressor<'static>>,
    raw: Vec<u8>,
}

/// The kind of a chunk and its body.
fn unpack<'a>(data: &[u8], scratch: &'a mut Scratch) -> Result<(u8, &'a [u8]), String> {
    let size = zstd::zstd_safe::get_frame_content_size(data).ok().flatten().ok_or(BROKEN)?;
    let size = usize::try_from(size).ok().filter(|s| *s <= LARGEST).ok_or(BROKEN)?;
    let Scratch { decompressor, raw } = scratch;
    raw.clear();
    raw.reserve(size);
    let decompressor = match decompressor {
        Some(known) => known,
        None => decompressor.insert(zstd::bulk::Decompressor::new().map_err(|e| e.to_string())?),
    };
    let written = decompressor.decompress_to_buffer(data, raw).map_err(|e| e.to_string())?;
    match raw.split_first() {
        Some((kind, body)) if written == size => Ok((*kind, body)),
        _ => Err(BROKEN.into()),
    }
}

/// The state of a byte below 8; else it is an answer.
fn missing_or_answered(byte: u8) -> State {
    match byte {
        1 => State::DontKnow,
        2 => State::PreferNot,
        3 => State::NotApplicable,
        4 => State::SkippedByRoute,
        5 => State::Unanswered,
        6 => State::NotInVersion,
        7 => State::NotInCountry,
        _ => State::Answered,
    }
}

fn state_of(byte: u8) -> Result<State, String> {
    State::ALL.get(byte as usize).copied().ok_or_else(|| BROKEN.into())
}

fn states_of(bytes: &[u8], into: &mut Vec<State>) -> Result<(), String> {
    if bytes.iter().any(|b| *b as usize >= State::ALL.len()) {
        return Err(BROKEN.into());
    }
    into.extend(bytes.iter().map(|b| State::ALL[*b as usize]));
    Ok(())
}

/// Adds a chunk's rows to a column of the same kind.
///
/// # Errors
/// A blob that is not such a chunk: nothing of it is trusted.
pub fn decode(
    data: &[u8],
    rows: usize,
    column: &mut Column,
    recode: Option<&[u32]>,
    scratch: &mut Scratch,
) -> Result<(), String> {
    let (kind, body) = unpack(data, scratch)?;
    let need = |length: usize| if body.len() == length { Ok(()) } else { Err(BROKEN.to_string()) };
    let Column { values, states, .. } = column;
    match (kind, values) {
        (CHOICE_1, Values::Choice { codes, options }) => {
            need(rows)?;
            let known = recode.map_or(options.len(), <[u32]>::len).min(SMALL);
            let end = known as u8 + 8;
            if body.iter().fold(false, |bad, byte| bad | (*byte == 0) | (*byte >= end)) {
                return Err(BROKEN.into());
            }
            let code = |byte: &u8| u32::from(byte.saturating_sub(8));
            match recode {
                None => codes.extend(body.iter().map(code)),
                Some(recode) => codes.extend(body.iter().map(|byte| match byte {
                    0..8 => 0,
                    _ => recode[code(byte) as usize],
                })),
            }
            states.extend(body.iter().map(|byte| missing_or_answered(*byte)));
        }
        (CHOICE_4, Values::Choice { codes, options }) => {
            need(rows * 5)?;
            let known = recode.map_or(options.len(), <[u32]>::len);
            let (bytes, numbers) = body.split_at(rows);
            for (b, n) in bytes.iter().zip(numbers.as_chunks::<4>().0) {
                let code = u32::from_le_bytes(*n);
                let answered = state_of(*b)? == State::Answered;
                if answered && code as usize >= known {
                    return Err(BROKEN.into());
                }
                codes.push(if answered { recode.map_or(code, |r| r[code as usize]) } else { 0 });
            }
            states_of(bytes, states)?;
        }
        (SETS, Values::Choices { sets, options }) => {
            let (width, body) = body.split_first().ok_or(BROKEN)?;
            let width = *width as usize;
            if !(1..=8).contains(&width) || body.len() != rows * (width + 1) {
                return Err(BROKEN.into());
            }
            let known = recode.map_or(options.len(), <[u32]>::len);
            let all = if known >= 64 { u64::MAX } else { (1 << known) - 1 };
            let (bytes, numbers) = body.split_at(rows);
            for n in numbers.chunks_exact(width) {
                let mut wide = [0; 8];
                wide[..width].copy_from_slice(n);
                let set = u64::from_le_bytes(wide);
                if set & !all != 0 {
                    return Err(BROKEN.into());
                }
                sets.push(match recode {
                    None => set,
                    Some(r) => (0..known).filter(|i| set >> i & 1 == 1).fold(0, |s, i| s | 1 << r[i]),
                });
            }
            states_of(bytes, states)?;
        }
        (INT_1, Values::Number(numbers)) => {
            need(rows * 2)?;
            states_of(&body[..rows], states)?;
            numbers.extend(body[rows..].iter().map(|b| f64::from(*b as i8)));
        }
        (INT_2, Values::Number(numbers)) => {
            need(rows * 3)?;
            states_of(&body[..rows], states)?;
            numbers.extend(body[rows..].as_chunks::<2>().0.iter().map(|n| f64::from(i16::from_le_bytes(*n))));
        }
        (INT_4, Values::Number(numbers)) => {
            need(rows * 5)?;
            states_of(&body[..rows], states)?;
            numbers.extend(body[rows..].as_chunks::<4>().0.iter().map(|n| f64::from(i32::from_le_bytes(*n))));
        }
        (FLOAT, Values::Number(numbers)) => {
            need(rows * 9)?;
            states_of(&body[..rows], states)?;
            let before = numbers.len();
            numbers.extend(body[rows..].as_chunks::<8>().0.iter().map(|n| f64::from_le_bytes(*n)));
            if numbers[before..].iter().any(|n| !n.is_finite()) {
                return Err(BROKEN.into());
            }
        }
        (TEXT, Values::Text(texts)) => {
            let lengths = body.get(rows..rows * 5).ok_or(BROKEN)?;
            states_of(&body[..rows], states)?;
            let mut rest = &body[rows * 5..];
            for length in lengths.as_chunks::<4>().0 {
                let (text, after) =
                    rest.split_at_checked(u32::from_le_bytes(*length) as usize).ok_or(BROKEN)?;
                texts.push(std::str::from_utf8(text).map_err(|_| BROKEN)?.to_string());
                rest = after;
            }
            if !rest.is_empty() {
                return Err(BROKEN.into());
            }
        }
        (BOOL, Values::Bool(bools)) => {
            need(rows)?;
            for b in body {
                let (state, value) = match b {
                    8 | 9 => (State::Answered, *b == 9),
                    other => (state_of(*other)?, false),
                };
                states.push(state);
                bools.push(value);
            }
        }
        _ => return Err(BROKEN.into()),
    }
    Ok(())
}

/// Adds the rows of a chunk written by [`encode_bits`].
pub fn decode_bits(
    data: &[u8],
    rows: usize,
    into: &mut Vec<u64>,
    scratch: &mut Scratch,
) -> Result<(), String> {
    match unpack(data, scratch)? {
        (BITS, body) if body.len() == rows * 8 => {
            into.extend(body.as_chunks::<8>().0.iter().map(|n| u64::from_le_bytes(*n)));
            Ok(())
        }
        _ => Err(BROKEN.into()),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::data::Marks;

    fn kinds(rows: usize) -> impl Strategy<Value = Values> {
        let options = |n: usize| (0..n).map(|i| format!("option_{i}")).collect::<Vec<_>>();
        let list = move |codes: Vec<u32>, n: usize| Values::Choice {
            codes: codes.into_iter().map(|c| c % n as u32).collect(),
            options: options(n),
        };
        let codes = proptest::collection::vec(any::<u32>(), rows);
        let number = prop_oneof![
            any::<i8>().prop_map(f64::from),
            any::<i16>().prop_map(f64::from),
            any::<i32>().prop_map(f64::from),
            any::<f64>().prop_filter("finite", |n| n.is_finite()),
        ];
        prop_oneof![
            (codes.clone(), 1usize..300).prop_map(move |(codes, n)| list(codes, n)),
            (proptest::collection::vec(any::<u64>(), rows), 1usize..=64).prop_map(move |(sets, n)| {
                let all = if n == 64 { u64::MAX } else { (1 << n) - 1 };
                Values::Choices { sets: sets.into_iter().map(|s| s & all).collect(), options: options(n) }
            }),
            proptest::collection::vec(number, rows).prop_map(Values::Number),
            proptest::collection::vec(".{0,12}", rows).prop_map(Values::Text),
            proptest::collection::vec(any::<bool>(), rows).prop_map(Values::Bool),
        ]
    }

    #[test]
    fn every_state_has_its_byte() {
        for byte in 0..=255 {
            let expected = State::ALL.get(usize::from(byte)).copied().unwrap_or(State::Answered);
            assert_eq!(missing_or_answered(byte), expected);
        }
    }

    fn columns() -> impl Strategy<Value = Column> {
        (0usize..40).prop_flat_map(|rows| {
            (kinds(rows), proptest::collection::vec(0usize..8, rows)).prop_map(|(values, states)| Column {
                values,
                states: states.into_iter().map(|s| State::ALL[s]).collect(),
                marks: Marks::default(),
            })
        })
    }

    fn options_of(column: &Column) -> Vec<String> {
        match &column.values {
            Values::Choice { options, .. } | Values::Choices { options, .. } => options.clone(),
            _ => Vec::new(),
        }
    }

    fn read(packed: &[Packed], like: &Column) -> Result<Column, String> {
        let mut column =
            empty(kind_of(&like.values), options_of(like), Marks::default()).ok_or("no such kind")?;
        let mut scratch = Scratch::default();
        for p in packed {
            decode(&p.data, p.rows, &mut column, None, &mut scratch)?;
        }
        Ok(column)
    }

    proptest! {
        #[test]
        fn what_is_packed_comes_back_in_the_order_asked_for(column in columns(), seed in any::<u64>()) {
            let mut order: Vec<u32> = (0..column.len() as u32).collect();
            let mut random = crate::base::seed::Seed::new(seed);
            for i in (1..order.len()).rev() {
                order.swap(i, random.below(i + 1));
            }
            let packed = encode(&column, &order).expect("packed");
            let back = read(&packed, &column).expect("read");
            prop_assert_eq!(back.len(), column.len());
            for (to, from) in order.iter().enumerate() {
                prop_assert_eq!(back.states[to], column.states[*from as usize]);
                prop_assert_eq!(back.text(to), column.text(*from as usize));
            }
        }

        #[test]
        fn a_chunk_of_any_bytes_is_refused_or_read_and_never_panics(
            bytes in proptest::collection::vec(any::<u8>(), 0..200), rows in 0usize..50, column in columns(),
        ) {
            // Straight bytes, and the same under a right frame.
            let framed = pack(&bytes, rows).expect("packed").data;
            for data in [&bytes, &framed] {
                let mut into = column.clone();
                let before = into.len();
                let mut scratch = Scratch::default();
                if decode(data, rows, &mut into, None, &mut scratch).is_ok() {
                    prop_assert_eq!(into.len(), before + rows);
                }
                let _ = decode_bits(data, rows, &mut Vec::new(), &mut scratch);
            }
        }
    }
}
