//! Charts to the shapes that are kept, and back.

use record::Date;

use super::shape::{Bar, Drawn, Moment, Spot};
use crate::{outcomes, wording};

impl From<&wording::Drawn> for Drawn {
    fn from(drawn: &wording::Drawn) -> Drawn {
        match drawn {
            wording::Drawn::Bars(bars) => Drawn::Bars(
                bars.iter()
                    .map(|bar| Bar { label: bar.label.clone(), amount: bar.amount, shown: bar.shown.clone() })
                    .collect(),
            ),
            wording::Drawn::Map { spots, note } => {
                let spot = |wording::Spot { label, amount, shown, at }: &wording::Spot| Spot {
                    label: label.clone(),
                    amount: *amount,
                    shown: shown.clone(),
                    at: *at,
                };
                Drawn::Map { spots: spots.iter().map(spot).collect(), note: note.clone() }
            }
            wording::Drawn::Timeline { from, to, moments, marks } => Drawn::Timeline {
                from: from.to_string(),
                to: to.to_string(),
                moments: moments
                    .iter()
                    .map(|moment| Moment {
                        label: moment.label.clone(),
                        from: moment.from.to_string(),
                        to: moment.to.to_string(),
                        when: moment.when.clone(),
                        link: moment.link.clone(),
                        planned: moment.planned,
                        passages: moment.cites.numbers.clone(),
                        more: moment.cites.more,
                    })
                    .collect(),
                marks: marks.iter().map(|(day, name)| (day.to_string(), name.clone())).collect(),
            },
        }
    }
}

impl From<Drawn> for wording::Drawn {
    fn from(drawn: Drawn) -> wording::Drawn {
        match drawn {
            Drawn::Bars(bars) => wording::Drawn::Bars(
                bars.into_iter()
                    .map(|bar| wording::Bar { label: bar.label, amount: bar.amount, shown: bar.shown })
                    .collect(),
            ),
            Drawn::Map { spots, note } => {
                let spot = |Spot { label, amount, shown, at }| wording::Spot { label, amount, shown, at };
                wording::Drawn::Map { spots: spots.into_iter().map(spot).collect(), note }
            }
            Drawn::Timeline { from, to, moments, marks } => wording::Drawn::Timeline {
                from: day(&from),
                to: day(&to),
                moments: moments
                    .into_iter()
                    .map(|moment| wording::Moment {
                        from: day(&moment.from),
                        to: day(&moment.to),
                        label: moment.label,
                        when: moment.when,
                        link: moment.link,
                        planned: moment.planned,
                        cites: outcomes::Cites { numbers: moment.passages, more: moment.more },
                    })
                    .collect(),
                marks: marks.into_iter().map(|(date, name)| (day(&date), name)).collect(),
            },
        }
    }
}

/// A day that was kept; what was none, which only a damaged page has, lies outside every picture.
fn day(text: &str) -> Date {
    text.parse().unwrap_or(Date::MIN)
}
