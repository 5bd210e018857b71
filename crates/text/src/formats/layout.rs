//! The lines of an office document: paragraphs one below the other, rows of tables, and which line is the title.

/// What has been laid out so far.
#[derive(Default)]
pub struct Layout {
    pub done: Vec<String>,
    /// The first paragraph that is styled as a title.
    pub title: Option<String>,
    /// Whether the paragraph that is open is styled as one.
    pub is_title: bool,
    /// Cells of the row that is open, each of its paragraphs; rows within rows are paragraphs of the cell.
    row: Option<Vec<Vec<String>>>,
    rows: usize,
}

impl Layout {
    pub fn open_row(&mut self) {
        self.rows += 1;
        self.row.get_or_insert_default();
    }

    pub fn open_cell(&mut self) {
        if self.rows == 1 {
            self.row.iter_mut().for_each(|row| row.push(Vec::new()));
        }
    }

    pub fn close_row(&mut self) {
        self.rows = self.rows.saturating_sub(1);
        if self.rows == 0 {
            self.done.extend(self.row.take().map(row_lines).unwrap_or_default());
        }
    }

    /// A paragraph has ended.
    pub fn add(&mut self, paragraph: &str) {
        let line = paragraph.trim().to_owned();
        let is_title = std::mem::take(&mut self.is_title);
        if line.is_empty() {
            return;
        }
        if is_title && self.title.is_none() {
            self.title = Some(line.clone());
        }
        match self.row.as_mut().and_then(|row| row.last_mut()) {
            Some(cell) => cell.push(line),
            None => self.done.push(line),
        }
    }
}

/// The longest a cell may be to stand on one line with the others of its row, in bytes.
const CELL: usize = 300;

/// A row of short cells is one line; one that lays out the page is the lines of its cells.
pub fn row_lines(cells: Vec<Vec<String>>) -> Vec<String> {
    let short = |cell: &Vec<String>| cell.len() <= 1 && cell.iter().all(|line| line.len() <= CELL);
    if cells.iter().all(short) {
        return vec![
            cells.into_iter().map(|cell| cell.concat()).collect::<Vec<_>>().join("\t").trim_end().to_owned(),
        ];
    }
    cells.into_iter().flatten().collect()
}
