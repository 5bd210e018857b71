//! Tables: a head that every page repeats, rows that stay whole where they fit on a page.

use std::rc::Rc;

use super::blocks::Printer;
use super::setting::{Family, Manner, Set};
use super::sheet::{BOTTOM, Draw, Kind, Pouring, RIGHT, TOP};
use crate::columns::{self, Need};
use crate::flow::{Runs, Table};
use crate::ink::{ACCENT, Color, INK, RULE};

/// Between the words of two columns.
const GAP: f32 = 9.0;
/// Above and below the words of a row.
const AIR: f32 = 3.0;
const CELL: Manner =
    Manner { family: Family::Sans, size: 8.4, leading: 11.4, bold: false, color: INK, raise: false };
const HEAD: Manner = Manner { bold: true, ..CELL };
const GROUP: Manner = Manner { size: 8.8, color: ACCENT, ..HEAD };

/// The places of a row's cells, and what each is.
struct Layout {
    /// Where each column starts, and how wide its words may be.
    columns: Vec<(f32, f32)>,
    head: Vec<(Rc<Set>, Runs)>,
}

impl Printer {
    pub fn table(&mut self, table: &Table) {
        if table.columns.is_empty() {
            return;
        }
        let layout = self.layout(table);
        let head = height(&layout.head);
        self.sheets.need(head + 40.0);
        self.sheets.open(Kind::Table(table.caption.clone()));
        self.sheets.open(Kind::Head);
        self.sheets.open(Kind::Row);
        self.head(&layout, true);
        self.sheets.close();
        self.sheets.close();
        self.sheets.open(Kind::Rows);
        for group in &table.groups {
            if let Some(title) = &group.title {
                let set = Rc::new(self.setter.set(title, GROUP, Some(RIGHT - self.left)));
                self.room(&layout, set.height() + 2.0 * AIR + 30.0);
                let whole =
                    Layout { columns: vec![(self.left, RIGHT - self.left)], head: layout.head.clone() };
                let count = u32::try_from(table.columns.len()).unwrap_or(u32::MAX);
                self.row(&whole, &[(set, title.clone())], &[Kind::ColumnHead(count)]);
            }
            for row in &group.rows {
                let cells: Vec<(Rc<Set>, Runs)> = row
                    .cells
                    .iter()
                    .zip(&layout.columns)
                    .map(|(cell, (_, width))| {
                        (Rc::new(self.setter.set(cell, CELL, Some(*width))), cell.clone())
                    })
                    .collect();
                self.room(&layout, height(&cells));
                if let Some(id) = &row.id {
                    self.sheets.anchor(id);
                }
                self.row(&layout, &cells, &[Kind::RowHead, Kind::Cell]);
            }
        }
        self.sheets.close();
        self.sheets.close();
        self.sheets.space(10.0);
    }

    fn layout(&mut self, table: &Table) -> Layout {
        let room = RIGHT - self.left;
        let mut x = self.left;
        let mut needs: Vec<Need> =
            table.columns.iter().map(|column| self.setter.need(column, HEAD)).collect();
        let rows = table.groups.iter().flat_map(|group| &group.rows).take(columns::LOOKED_AT);
        for row in rows {
            for (need, cell) in needs.iter_mut().zip(&row.cells) {
                let of_cell = self.setter.need(cell, CELL);
                need.least = need.least.max(of_cell.least);
                need.most = need.most.max(of_cell.most);
            }
        }
        for need in &mut needs {
            // A hair more, so that what fits does not fail to for the way it is reckoned.
            need.least += GAP + 0.5;
            need.most += GAP + 0.5;
        }
        let mut columns = Vec::new();
        for width in columns::widths(&needs, room + GAP) {
            columns.push((x, (width - GAP).max(6.0)));
            x += width;
        }
        let set = |(column, (_, width)): (&Runs, &(f32, f32))| {
            (Rc::new(self.setter.set(column, HEAD, Some(*width))), column.clone())
        };
        let head = table.columns.iter().zip(&columns).map(set).collect();
        Layout { columns, head }
    }

    /// Turns the page where a row would be parted that fits on one.
    fn room(&mut self, layout: &Layout, height: f32) {
        let most = BOTTOM - TOP - self::height(&layout.head) - 8.0;
        if height > self.sheets.room() && height <= most {
            self.next(layout);
        }
    }

    /// A new page with the head of the table on it.
    fn next(&mut self, layout: &Layout) {
        self.sheets.turn();
        self.head(layout, false);
    }

    /// The head, which belongs to the document where it stands first and adorns the page elsewhere.
    fn head(&mut self, layout: &Layout, first: bool) {
        let top = self.sheets.y;
        // A head that takes more than half a page is one of words without end.
        let most = ((BOTTOM - TOP) / 2.0 / HEAD.leading) as usize;
        for ((set, runs), (x, _)) in layout.head.iter().zip(&layout.columns) {
            if first {
                self.sheets.open(Kind::ColumnHead(1));
            }
            for line in 0..set.lines.len().min(most) {
                let y = top + AIR + line as f32 * set.leading;
                if first {
                    self.sheets.line(set, runs, line, *x, y, &mut Pouring::default());
                } else {
                    self.repeat(set, line, *x, y);
                }
            }
            if first {
                self.sheets.close();
            }
        }
        let lines = layout.head.iter().map(|(set, _)| set.lines.len().min(most)).max().unwrap_or(0);
        self.sheets.y = top + lines as f32 * HEAD.leading + 2.0 * AIR;
        self.rule(1.0, ACCENT);
    }

    fn repeat(&mut self, set: &Rc<Set>, line: usize, x: f32, top: f32) {
        let y = top + super::sheet::baseline(set.leading);
        for (piece, shape) in set.lines.get(line).iter().flat_map(|line| line.pieces.iter().enumerate()) {
            let (x, color) = (x + shape.x, set.color);
            self.sheets.adorn(Draw::Piece { set: set.clone(), line, piece, x, y, color });
        }
    }

    fn rule(&mut self, width: f32, color: Color) {
        let y = self.sheets.y;
        self.sheets.adorn(Draw::Stroke { from: (self.left, y), to: (RIGHT, y), width, color });
    }

    /// The cells beside each other; the last kind is that of all cells that follow.
    fn row(&mut self, layout: &Layout, cells: &[(Rc<Set>, Runs)], kinds: &[Kind]) {
        self.sheets.open(Kind::Row);
        let kind = |index: usize| kinds.get(index).or(kinds.last()).cloned().unwrap_or(Kind::Cell);
        let nodes: Vec<usize> = (0..cells.len())
            .map(|index| {
                let node = self.sheets.open(kind(index));
                self.sheets.close();
                node
            })
            .collect();
        let mut done = vec![0_usize; cells.len()];
        loop {
            let top = self.sheets.y + AIR;
            let fit = (((BOTTOM - top - AIR + 0.5) / CELL.leading).max(0.0) as usize).max(1);
            let mut most = 0;
            for (((set, runs), (x, _)), (node, done)) in
                cells.iter().zip(&layout.columns).zip(nodes.iter().zip(&mut done))
            {
                self.sheets.reopen(*node);
                let mut pouring = Pouring::default();
                let end = (*done + fit).min(set.lines.len());
                most = most.max(end - *done);
                for (row, line) in (*done..end).enumerate() {
                    self.sheets.line(set, runs, line, *x, top + row as f32 * set.leading, &mut pouring);
                }
                self.sheets.pour_out(&mut pouring);
                self.sheets.close();
                *done = end;
            }
            self.sheets.y = top + most as f32 * CELL.leading + AIR;
            if cells.iter().zip(&done).all(|((set, _), done)| *done >= set.lines.len()) {
                break;
            }
            self.next(layout);
        }
        self.rule(0.4, RULE);
        self.sheets.close();
    }
}

fn height(cells: &[(Rc<Set>, Runs)]) -> f32 {
    cells.iter().map(|(set, _)| set.height()).fold(0.0, f32::max) + 2.0 * AIR
}
