//! The older container of Office files ([MS-CFB]): old workbooks, and new ones
//! behind a password. Read as far as to tell which, and to look at an old
//! workbook before it is opened.

const SECTOR_END: u32 = 0xffff_fffa;
/// A directory of a real file has a few dozen entries.
const MOST_SECTORS: usize = 256;

/// Whether a file begins as such a container.
pub fn is_compound(bytes: &[u8]) -> bool {
    bytes.starts_with(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")
}

/// The names of the streams and storages inside; as many as can be read.
pub fn streams(bytes: &[u8]) -> Vec<String> {
    Container::of(bytes).map_or_else(Vec::new, |c| c.entries().into_iter().map(|e| e.name).collect())
}

/// The bytes of a stream; files above 6 MB name their sectors elsewhere, and
/// have none here.
pub fn stream(bytes: &[u8], name: &str) -> Option<Vec<u8>> {
    let container = Container::of(bytes)?;
    let entries = container.entries();
    let entry = entries.iter().find(|e| e.name == name)?;
    // Below this it stands in small sectors of the root's own stream.
    if entry.size >= container.u32_at(56)? as usize {
        return container.chain(entry.first, entry.size);
    }
    let root = entries.first()?;
    let (small, table) = (container.chain(root.first, root.size)?, container.small_table()?);
    let size = 1usize << bytes.get(32..34).map(|b| u16::from_le_bytes([b[0], b[1]])).filter(|s| *s <= 16)?;
    let mut content = Vec::new();
    let mut sector = entry.first;
    while content.len() < entry.size {
        if content.len() > bytes.len() {
            return None;
        }
        let at = (sector as usize).checked_mul(size)?;
        content.extend_from_slice(small.get(at..at.checked_add(size)?.min(small.len()))?);
        if content.len() >= entry.size {
            break;
        }
        let slot = (sector as usize).checked_mul(4)?;
        sector = table.get(slot..slot + 4).map(|b| u32::from_le_bytes([b[0], b[1], b[2], b[3]]))?;
    }
    content.truncate(entry.size);
    Some(content)
}

struct Entry {
    name: String,
    first: u32,
    size: usize,
}

struct Container<'a> {
    bytes: &'a [u8],
    /// Bytes of a sector.
    size: usize,
}

impl<'a> Container<'a> {
    fn of(bytes: &'a [u8]) -> Option<Container<'a>> {
        let shift = bytes.get(30..32).map(|b| u16::from_le_bytes([b[0], b[1]]))?;
        (7..=16).contains(&shift).then(|| Container { bytes, size: 1usize << shift })
    }

    fn u32_at(&self, at: usize) -> Option<u32> {
        self.bytes.get(at..at + 4).map(|b| u32::from_le_bytes([b[0], b[1], b[2], b[3]]))
    }

    fn begin(&self, sector: u32) -> Option<usize> {
        (sector as usize).checked_add(1)?.checked_mul(self.size)
    }

    /// The sector behind one. The first 109 sectors of the allocation table are
    /// named in the header, which is enough for files of 6 MB; a longer chain
    /// ends there.
    fn next(&self, sector: u32) -> Option<u32> {
        let (table, slot) = (sector as usize / (self.size / 4), sector as usize % (self.size / 4));
        let table = self.u32_at(76 + table * 4).filter(|t| table < 109 && *t < SECTOR_END)?;
        self.u32_at(self.begin(table)? + slot * 4)
    }

    /// The bytes of a chain of sectors.
    fn chain(&self, first: u32, size: usize) -> Option<Vec<u8>> {
        let mut content = Vec::new();
        let mut sector = Some(first);
        while content.len() < size {
            // No stream is longer than its file, so that a circle ends.
            if content.len() > self.bytes.len() {
                return None;
            }
            let at = sector.filter(|s| *s < SECTOR_END).and_then(|s| self.begin(s))?;
            content.extend_from_slice(self.bytes.get(at..(at + self.size).min(self.bytes.len()))?);
            sector = sector.and_then(|s| self.next(s));
        }
        content.truncate(size);
        Some(content)
    }

    /// The allocation table of small sectors.
    fn small_table(&self) -> Option<Vec<u8>> {
        let sectors = self.u32_at(64)? as usize;
        self.chain(self.u32_at(60)?, sectors.checked_mul(self.size).filter(|s| *s <= self.bytes.len())?)
    }

    fn entries(&self) -> Vec<Entry> {
        let (mut found, mut sector) = (Vec::new(), self.u32_at(48));
        for _ in 0..MOST_SECTORS {
            let Some(at) = sector.filter(|s| *s < SECTOR_END).and_then(|s| self.begin(s)) else { break };
            let Some(entries) = self.bytes.get(at..(at + self.size).min(self.bytes.len())) else { break };
            for entry in entries.chunks_exact(128) {
                let length =
                    usize::from(u16::from_le_bytes([entry[64], entry[65]])).saturating_sub(2).min(62);
                let name: Vec<u16> =
                    entry[..length].chunks_exact(2).map(|c| u16::from_le_bytes([c[0], c[1]])).collect();
                let u32_of =
                    |at: usize| u32::from_le_bytes([entry[at], entry[at + 1], entry[at + 2], entry[at + 3]]);
                if !name.is_empty() {
                    found.push(Entry {
                        name: String::from_utf16_lossy(&name),
                        first: u32_of(116),
                        size: u32_of(120) as usize,
                    });
                }
            }
            sector = sector.and_then(|s| self.next(s));
        }
        found
    }
}
