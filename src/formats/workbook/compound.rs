//! The older container of Office files ([MS-CFB]): old workbooks, and new ones
//! behind a password. Read only as far as to tell which.

const SECTOR_END: u32 = 0xffff_fffa;
/// A directory of a real file has a few dozen entries.
const MOST_SECTORS: usize = 256;

/// Whether a file begins as such a container.
pub fn is_compound(bytes: &[u8]) -> bool {
    bytes.starts_with(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")
}

/// The names of the streams and storages inside; as many as can be read.
pub fn streams(bytes: &[u8]) -> Vec<String> {
    let u16_at = |at: usize| bytes.get(at..at + 2).map(|b| u16::from_le_bytes([b[0], b[1]]));
    let u32_at = |at: usize| bytes.get(at..at + 4).map(|b| u32::from_le_bytes([b[0], b[1], b[2], b[3]]));
    let Some(size) = u16_at(30).filter(|s| (7..=16).contains(s)).map(|shift| 1usize << shift) else {
        return Vec::new();
    };
    let begin = |sector: u32| (sector as usize).checked_add(1)?.checked_mul(size);
    // The first 109 sectors of the allocation table are named in the header,
    // which is enough for files of 6 MB; a longer chain ends there.
    let next = |sector: u32| {
        let (table, slot) = (sector as usize / (size / 4), sector as usize % (size / 4));
        let table = u32_at(76 + table * 4).filter(|t| table < 109 && *t < SECTOR_END)?;
        u32_at(begin(table)? + slot * 4)
    };
    let (mut names, mut sector) = (Vec::new(), u32_at(48));
    for _ in 0..MOST_SECTORS {
        let Some(at) = sector.filter(|s| *s < SECTOR_END).and_then(begin) else { break };
        let Some(entries) = bytes.get(at..(at + size).min(bytes.len())) else { break };
        for entry in entries.chunks_exact(128) {
            let length = usize::from(u16::from_le_bytes([entry[64], entry[65]])).saturating_sub(2).min(62);
            let name: Vec<u16> =
                entry[..length].chunks_exact(2).map(|c| u16::from_le_bytes([c[0], c[1]])).collect();
            if !name.is_empty() {
                names.push(String::from_utf16_lossy(&name));
            }
        }
        sector = sector.and_then(next);
    }
    names
}
