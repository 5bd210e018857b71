//! The weights of byte sequences, and the file that they come in.
//!
//! At each byte the longest listed sequence that ends there counts. A language's score is the sum over
//! sequences of ln(1 + count) times its weight.
//!
//! The file: `langid1\n`, a byte for the number of tables; a table is its script's four letters, a byte
//! for the number of languages, for each language a byte of length, its tag and its weight at the start
//! (f32), then the lowest weight and the step between weights (f32), the number of sequences (u32), and
//! for each a byte of length, its bytes and a byte of weight for each language. Numbers are little-endian.

use std::collections::HashMap;

use super::{BadPack, Script};

const NAME: &[u8] = b"langid1\n";
/// Sequences are packed into an integer together with their length.
const LONGEST: usize = 7;

/// One language of a table: its tag and where its score starts.
#[derive(Clone, Debug)]
pub struct Column {
    pub lang: String,
    pub start: f32,
}

/// The weights of the languages of one script.
pub struct Table {
    columns: Vec<Column>,
    lowest: f32,
    step: f32,
    /// Open addressing: the packed sequence (0 is empty) and its row.
    slots: Vec<(u64, u32)>,
    mask: usize,
    /// By the last two bytes of a sequence: which lengths are listed, a bit each.
    lengths: Vec<u8>,
    /// A bit for each listed sequence, folded: most that is looked for is not listed, and this small table
    /// tells it where the large one would have to be fetched from afar.
    perhaps: Vec<u64>,
    weights: Vec<u8>,
}

/// The last bytes that were seen, the newest lowest.
#[derive(Clone, Copy, Default)]
struct Window(u64);

impl Window {
    fn over(bytes: &[u8]) -> Self {
        bytes.iter().fold(Self::default(), |window, &byte| window.and(byte))
    }

    fn and(self, byte: u8) -> Self {
        Self(self.0 << 8 | u64::from(byte))
    }

    fn pair(self) -> usize {
        usize::from(self.0 as u16)
    }

    /// The sequence of this length that ends here; its length in the top byte, so that none packs to zero.
    fn last(self, length: u32) -> u64 {
        u64::from(length) << 56 | self.0 & ((1 << (8 * length)) - 1)
    }
}

fn slot(packed: u64) -> usize {
    // Fibonacci hashing; the high bits are the mixed ones.
    (packed.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 32) as usize
}

impl Table {
    pub fn langs(&self) -> impl Iterator<Item = &str> {
        self.columns.iter().map(|column| column.lang.as_str())
    }

    fn row(&self, packed: u64) -> Option<u32> {
        let (word, bit) = self.shadow(packed);
        if self.perhaps.get(word)? & bit == 0 {
            return None;
        }
        let mut at = slot(packed) & self.mask;
        loop {
            match self.slots.get(at)? {
                (0, _) => return None,
                (found, row) if *found == packed => return Some(*row),
                _ => at = (at + 1) & self.mask,
            }
        }
    }

    /// Where the bit of a sequence is.
    fn shadow(&self, packed: u64) -> (usize, u64) {
        let at = slot(packed);
        ((at / 64) & (self.perhaps.len() - 1), 1 << (at % 64))
    }

    fn insert(&mut self, packed: u64, row: u32) {
        let (word, bit) = self.shadow(packed);
        if let Some(bits) = self.perhaps.get_mut(word) {
            *bits |= bit;
        }
        let mut at = slot(packed) & self.mask;
        while let Some(entry) = self.slots.get_mut(at) {
            if entry.0 == 0 || entry.0 == packed {
                *entry = (packed, row);
                return;
            }
            at = (at + 1) & self.mask;
        }
    }

    /// The row of the longest sequence that ends here, among the lengths in `seen`.
    fn longest_at(&self, window: Window, seen: u8) -> Option<u32> {
        let mut lengths = self.lengths.get(window.pair()).copied().unwrap_or_default() & seen;
        while lengths != 0 {
            let longest = lengths.ilog2();
            if let Some(row) = self.row(window.last(longest + 1)) {
                return Some(row);
            }
            lengths ^= 1 << longest;
        }
        None
    }

    /// Notes that a sequence of this length ends so; one byte alone ends 256 pairs.
    fn list(&mut self, sequence: Window, length: u32) {
        let step = if length == 1 { 256 } else { self.lengths.len() };
        let ends = self.lengths.iter_mut().skip(sequence.pair()).step_by(step);
        ends.for_each(|lengths| *lengths |= 1 << (length - 1));
    }

    /// Adds the score of each language for these bytes.
    pub fn add_scores(&self, bytes: &[u8], scores: &mut [f32]) {
        scores.iter_mut().zip(&self.columns).for_each(|(score, column)| *score += column.start);
        let mut rows: Vec<u32> = Vec::with_capacity(bytes.len());
        let mut window = Window::default();
        for (at, &byte) in bytes.iter().enumerate() {
            window = window.and(byte);
            let seen = if at < LONGEST { (1_u8 << (at + 1)) - 1 } else { u8::MAX };
            rows.extend(self.longest_at(window, seen));
        }
        rows.sort_unstable();
        let columns = self.columns.len();
        for same in rows.chunk_by(|a, b| a == b) {
            let count = (same.len() as f32).ln_1p();
            let start = same.first().map_or(0, |&row| row as usize * columns);
            let weights = self.weights.get(start..start + columns).unwrap_or_default();
            for (score, &weight) in scores.iter_mut().zip(weights) {
                *score += count * (self.lowest + self.step * f32::from(weight));
            }
        }
    }
}

struct Reader<'a>(&'a [u8]);

impl<'a> Reader<'a> {
    fn take(&mut self, count: usize) -> Result<&'a [u8], BadPack> {
        let (head, rest) = self.0.split_at_checked(count).ok_or(BadPack::Model("it ends too early"))?;
        self.0 = rest;
        Ok(head)
    }

    fn byte(&mut self) -> Result<usize, BadPack> {
        Ok(self.take(1)?.first().copied().unwrap_or_default().into())
    }

    fn four(&mut self) -> Result<[u8; 4], BadPack> {
        self.take(4)?.try_into().map_err(|_| BadPack::Model("it ends too early"))
    }

    fn number(&mut self) -> Result<f32, BadPack> {
        let number = f32::from_le_bytes(self.four()?);
        if number.is_finite() { Ok(number) } else { Err(BadPack::Model("a weight is no number")) }
    }

    fn text(&mut self, count: usize) -> Result<&'a str, BadPack> {
        std::str::from_utf8(self.take(count)?).map_err(|_| BadPack::Model("a name is no text"))
    }
}

pub fn read(bytes: &[u8]) -> Result<HashMap<Script, Table>, BadPack> {
    let rest = bytes.strip_prefix(NAME).ok_or(BadPack::Model("it does not begin with its name"))?;
    let mut reader = Reader(rest);
    let mut tables = HashMap::new();
    for _ in 0..reader.byte()? {
        let script = Script::named(reader.text(4)?).ok_or(BadPack::Model("a script is not known"))?;
        tables.insert(script, read_table(&mut reader)?);
    }
    if reader.0.is_empty() { Ok(tables) } else { Err(BadPack::Model("there is more than it announces")) }
}

fn read_table(reader: &mut Reader<'_>) -> Result<Table, BadPack> {
    let mut columns = Vec::new();
    for _ in 0..reader.byte()? {
        let length = reader.byte()?;
        columns.push(Column { lang: reader.text(length)?.to_owned(), start: reader.number()? });
    }
    let (lowest, step) = (reader.number()?, reader.number()?);
    let count = u32::from_le_bytes(reader.four()?) as usize;
    // A sequence takes two bytes at least, so an announced number cannot ask for more than the file holds.
    if count > reader.0.len() / 2 {
        return Err(BadPack::Model("it ends too early"));
    }
    let size = (count * 2 + 2).next_power_of_two();
    let (slots, mask) = (vec![(0, 0); size], size - 1);
    // eight bits a sequence
    let perhaps = vec![0; (size / 16).max(1)];
    let (lengths, weights) = (vec![0; 1 << 16], Vec::new());
    let mut table = Table { columns, lowest, step, slots, mask, lengths, perhaps, weights };
    for row in 0..count {
        let length = reader.byte()?;
        if !(1..=LONGEST).contains(&length) {
            return Err(BadPack::Model("a sequence is too long"));
        }
        let (sequence, length) = (Window::over(reader.take(length)?), length as u32);
        table.insert(sequence.last(length), row as u32);
        table.list(sequence, length);
        table.weights.extend(reader.take(table.columns.len())?);
    }
    Ok(table)
}

/// Writes one table of the file, for the program that makes packs; weights are `rows` of one a column.
pub fn write_table(out: &mut Vec<u8>, script: Script, columns: &[Column], rows: &[(Vec<u8>, Vec<f32>)]) {
    if out.is_empty() {
        out.extend(NAME);
        out.push(0);
    }
    if let Some(tables) = out.get_mut(NAME.len()) {
        *tables += 1;
    }
    out.extend(script.name().bytes());
    out.push(columns.len() as u8);
    for column in columns {
        out.push(column.lang.len() as u8);
        out.extend(column.lang.bytes());
        out.extend(column.start.to_le_bytes());
    }
    let all = || rows.iter().flat_map(|(_, weights)| weights.iter().copied());
    let (lowest, highest) = (all().fold(0.0, f32::min), all().fold(f32::MIN, f32::max));
    let step = ((highest - lowest) / 255.0).max(f32::MIN_POSITIVE);
    out.extend(lowest.to_le_bytes());
    out.extend(step.to_le_bytes());
    out.extend((rows.len() as u32).to_le_bytes());
    for (bytes, weights) in rows {
        out.push(bytes.len() as u8);
        out.extend(bytes);
        out.extend(weights.iter().map(|weight| ((weight - lowest) / step).round() as u8));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_longest_sequence_counts_and_weights_survive_writing() {
        let columns =
            [Column { lang: "aa".to_owned(), start: -1.0 }, Column { lang: "bb".to_owned(), start: -2.0 }];
        let rows = [(b"a".to_vec(), vec![-1.0, -10.0]), (b"ba".to_vec(), vec![-10.0, -1.0])];
        let mut file = Vec::new();
        let script = Script::named("Latn").unwrap();
        write_table(&mut file, script, &columns, &rows);
        let tables = read(&file).unwrap();
        let scores = |text: &[u8]| {
            let mut scores = [0.0; 2];
            tables[&script].add_scores(text, &mut scores);
            scores.map(|score| (score * 10.0).round() / 10.0)
        };
        assert_eq!(scores(b""), [-1.0, -2.0]);
        assert_eq!(scores(b"a"), [-1.7, -8.9]);
        assert_eq!(scores(b"ba"), [-7.9, -2.7]);
        file.push(0);
        assert_eq!(read(&file).err(), Some(BadPack::Model("there is more than it announces")));
    }
}
