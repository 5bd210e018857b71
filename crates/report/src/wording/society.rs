//! Members, chairs and offices in sentences.

use super::{Block, Cited, Group, Inline, Rich, Row, Table, Writer, anchor, capital, spaced, text};
use crate::dates::Style;
use crate::locale::Locale;
use crate::outcomes::{Chair, Member, Membership, Named, Officer, Turn};

impl Writer<'_> {
    pub fn membership(&self, membership: &Membership) -> Vec<Block> {
        let roles = membership.roles.iter().map(|(role, members)| {
            let key = match role.as_str() {
                "member" => "members",
                "observer" => "observers",
                "partner" => "partners",
                "former" => "former-members",
                "candidate" => "candidates",
                _ => "other-members",
            };
            let cited = |member: &Member| {
                let mut words = self.named(&member.name);
                words.extend(self.according_to(&member.according_to));
                Cited { words, cites: member.cites.clone() }
            };
            let list = self.cited(members.iter().map(cited).collect(), Locale::and);
            Block::Paragraph(self.locale.count(key, members.len(), &[("list", list)]))
        });
        roles.chain(membership.chairs.iter().map(|chair| Block::Paragraph(self.chair(chair)))).collect()
    }

    pub fn chair(&self, chair: &Chair) -> Rich {
        let key = match chair.turn {
            Turn::Now => "chair-now",
            Turn::Next => "chair-next",
        };
        let holder = match &chair.holder {
            // As after a preposition, the name has its article.
            Named::Country(country) => text(country.name.clone()),
            Named::Words(words) => self.headed(words),
        };
        let places = [
            ("holder", holder),
            ("date", self.when(chair.period.as_ref(), Style::At)),
            ("who", self.according_to(&chair.according_to)),
            ("cites", self.cites(&chair.cites)),
        ];
        let undated = vec![Inline::Aside(self.say("no-date", &[]))];
        let dated = chair.period.is_some();
        let disputed = chair.period.as_ref().is_some_and(|period| period.disputed);
        let differ = if disputed { self.differ(&["period".to_owned()]) } else { Rich::new() };
        spaced(vec![self.say(key, &places), if dated { Rich::new() } else { undated }, differ])
    }

    pub fn offices(&self, groups: [(&str, &[Officer]); 2]) -> Vec<Block> {
        let mut blocks = Vec::new();
        for (key, officers) in groups {
            if officers.is_empty() {
                continue;
            }
            blocks.push(Block::Paragraph(self.say(key, &[])));
            blocks.push(self.officer_table(officers));
        }
        blocks
    }

    pub fn officer_table(&self, officers: &[Officer]) -> Block {
        let rows = officers.iter().map(|officer| self.officer(officer)).collect();
        Block::Table(Table {
            caption: self.locale.text("h-offices"),
            columns: self.columns(&["c-person", "c-office", "c-status", "c-sources"]),
            groups: vec![Group { title: None, rows }],
        })
    }

    fn officer(&self, officer: &Officer) -> Row {
        let title = self.headed(&officer.office.title);
        let office = match &officer.office.of {
            Some(of) => self.say("office-in", &[("title", title), ("organisation", self.named(of))]),
            None => title,
        };
        let status =
            officer.status.as_deref().map(|status| text(capital(&self.locale.term("office", status))));
        let date = officer.date.as_deref().map(|date| text(self.locale.date(date, Style::Plain)));
        let mut status = self.locale.commas(status.into_iter().chain(date).collect());
        status.extend(self.according_to(&officer.according_to));
        let cells =
            vec![self.words(&officer.person), office, status, vec![Inline::Cite(officer.cites.clone())]];
        Row { id: Some(anchor(officer.entry)), cells }
    }
}
