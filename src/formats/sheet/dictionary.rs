//! The different texts of a column, each with a code: numbered in the order in
//! which they are met.

/// What a cell without an answer is called in files.
pub(super) fn is_missing(text: &[u8]) -> bool {
    matches!(text, b"" | b"NA" | b".")
}

/// The code of an empty cell. As a byte it is `Cells::NO_FEW`, as it stands
/// `Cells::NO_MANY`.
pub(super) const MISSING: u32 = u32::MAX;

/// Not met yet.
const NEW: u32 = u32::MAX - 1;

/// Texts of at most 7 bytes are their own key, in a word; longer ones are known
/// by a hash with the highest bit set, and compared.
const LONG: u64 = 1 << 63;

/// A text that is not UTF-8.
#[derive(Debug)]
pub(super) struct NotText;

#[derive(Debug, Clone)]
pub(super) struct Dictionary {
    /// Codes of texts of one byte; at 0, of the empty text.
    one: Box<[u32; 256]>,
    /// (key, code), found by the hash of the key; key 0 is a free place.
    table: Vec<(u64, u32)>,
    held: usize,
    /// All texts, one after the other, and where each ends.
    texts: String,
    ends: Vec<usize>,
}

impl Default for Dictionary {
    fn default() -> Self {
        Dictionary {
            one: Box::new([NEW; 256]),
            table: Vec::new(),
            held: 0,
            texts: String::new(),
            ends: Vec::new(),
        }
    }
}

impl Dictionary {
    pub(super) fn len(&self) -> usize {
        self.ends.len()
    }

    pub(super) fn text(&self, code: usize) -> &str {
        let from = code.checked_sub(1).map_or(0, |before| self.ends[before]);
        &self.texts[from..self.ends[code]]
    }

    pub(super) fn texts(&self) -> impl Iterator<Item = &str> {
        (0..self.len()).map(|code| self.text(code))
    }

    /// The code of a text of at most 7 bytes, given as the word `key`.
    #[inline]
    pub(super) fn code_of_key(&mut self, key: u64) -> Result<u32, NotText> {
        let known = if key < 256 { self.one[key as usize] } else { self.find(key, None) };
        if known == NEW { self.meet_key(key) } else { Ok(known) }
    }

    /// The code of any text.
    pub(super) fn code_of(&mut self, text: &[u8]) -> Result<u32, NotText> {
        if text.len() < 8 {
            return self.code_of_key(key_of(text));
        }
        let text = text.trim_ascii();
        if text.len() < 8 {
            return self.code_of_key(key_of(text));
        }
        let key = hash_of(text);
        match self.find(key, Some(text)) {
            NEW => self.add(key, text),
            known => Ok(known),
        }
    }

    /// A short text that was not met before: spaces around it (and the carriage
    /// return at the end of a line) are no part of it.
    #[cold]
    fn meet_key(&mut self, key: u64) -> Result<u32, NotText> {
        let bytes = key.to_le_bytes();
        let length = 8 - key.leading_zeros() as usize / 8;
        let text = bytes[..length].trim_ascii();
        if is_missing(text) {
            self.remember(key, MISSING);
            return Ok(MISSING);
        }
        let bare = key_of(text);
        if bare == key {
            return self.add(key, text);
        }
        let code = self.code_of_key(bare)?;
        self.remember(key, code);
        Ok(code)
    }

    fn add(&mut self, key: u64, text: &[u8]) -> Result<u32, NotText> {
        self.texts.push_str(std::str::from_utf8(text).map_err(|_| NotText)?);
        let code = self.ends.len() as u32;
        self.ends.push(self.texts.len());
        self.remember(key, code);
        Ok(code)
    }

    fn remember(&mut self, key: u64, code: u32) {
        if key < 256 {
            self.one[key as usize] = code;
            return;
        }
        if self.held * 2 >= self.table.len() {
            let larger = vec![(0, 0); (self.table.len() * 2).max(64)];
            for (key, code) in std::mem::replace(&mut self.table, larger) {
                if key != 0 {
                    self.put(key, code);
                }
            }
        }
        self.put(key, code);
        self.held += 1;
    }

    fn put(&mut self, key: u64, code: u32) {
        let last = self.table.len() - 1;
        let mut at = self.place(key);
        while self.table[at].0 != 0 {
            at = (at + 1) & last;
        }
        self.table[at] = (key, code);
    }

    /// Where a key is looked for first; the table is a power of two long.
    #[inline]
    fn place(&self, key: u64) -> usize {
        let wide = u128::from(key ^ 0x9e37_79b9_7f4a_7c15) * 0xd6e8_feb8_6659_fd93;
        (wide as u64 ^ (wide >> 64) as u64) as usize & (self.table.len() - 1)
    }

    #[inline]
    fn find(&self, key: u64, text: Option<&[u8]>) -> u32 {
        if self.table.is_empty() {
            return NEW;
        }
        let last = self.table.len() - 1;
        let mut at = self.place(key);
        loop {
            let (held, code) = self.table[at];
            if held == key && text.is_none_or(|text| self.text(code as usize).as_bytes() == text) {
                return code;
            }
            if held == 0 {
                return NEW;
            }
            at = (at + 1) & last;
        }
    }
}

/// A text of at most 7 bytes as a word. No text holds a byte 0, so that none is
/// taken for another.
fn key_of(text: &[u8]) -> u64 {
    let mut word = [0; 8];
    word[..text.len()].copy_from_slice(text);
    u64::from_le_bytes(word)
}

fn hash_of(text: &[u8]) -> u64 {
    let mut hash = text.len() as u64;
    for piece in text.chunks(8) {
        let mut word = [0; 8];
        word[..piece.len()].copy_from_slice(piece);
        let wide = u128::from(u64::from_le_bytes(word) ^ hash) * 0xa076_1d64_78bd_642f;
        hash = wide as u64 ^ (wide >> 64) as u64 ^ 0xe703_7ed1_a0b4_28db;
    }
    hash | LONG
}
