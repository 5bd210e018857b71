//! Times of the clock as people say them: "half past three", "20 to 2pm", "ten thirty", "7 o'clock in the morning".

use text::token::TokenKind;

use super::fields::{Clock, Fields};
use super::words::{Found, Words, run_together};

impl Words<'_, '_, '_> {
    /// A time of the clock; weak where the words may count something else.
    pub fn clock(&self, at: usize) -> Found<Fields> {
        let start = at;
        let at = self.past("at", start);
        let led = at > start;
        let (end, clock) = self.beside_hour(at).or_else(|| self.hour(at, led))?;
        let (end, clock, part) = self.half_of_day(end, clock)?;
        let zone = self.after("zone", end);
        let clock = Clock { led, universal: zone.is_some(), ..clock };
        // "at 5 stations"
        let counts = |end: usize| {
            let stops = self
                .after("join", end)
                .or(self.after("day", end))
                .or(self.after("from", end))
                .or(self.up_to(end));
            self.kind(end) == Some(TokenKind::Word)
                && end < self.end(start)
                && stops
                    .or(self.weekday(end).map(|found| found.0))
                    .or(self.part(end).map(|found| found.0))
                    .is_none()
        };
        if clock.bare && led && part.is_none() && counts(zone.unwrap_or(end)) {
            return None;
        }
        let weak = clock.bare && !led && part.is_none();
        Some((zone.unwrap_or(end), Fields { clock: Some(clock), part, weak, ..Fields::default() }))
    }

    /// "a quarter past noon", "20 minutes to 2pm", "half past three".
    fn beside_hour(&self, at: usize) -> Found<Clock> {
        let half = self.after("half", at).map(|end| (end, 30));
        let quarter = || self.after("quarter", self.past("one", at)).map(|end| (end, 15));
        let minutes = || {
            let (end, minutes) = self.number(at)?;
            let (end, named) = match self.grain(end) {
                Some((end, (super::stretch::Grain::Minute, _))) => (end, true),
                _ => (end, false),
            };
            let sound = named || minutes % 5 == 0;
            i8::try_from(minutes)
                .ok()
                .filter(|minutes| sound && (1..60).contains(minutes))
                .map(|minutes| (end, minutes))
        };
        let (end, minutes) = half.or_else(quarter).or_else(minutes)?;
        let sign = self.after("minutes-past", end).map(|end| (end, 1));
        let (end, sign) = sign.or_else(|| self.after("minutes-to", end).map(|end| (end, -1)))?;
        let (end, clock) = self.hour(end, true).filter(|(_, clock)| clock.minute == 0)?;
        let (end, clock) = match self.half(end) {
            Some((end, half)) => (end, clock.in_half(half)?),
            None => (end, clock),
        };
        let total = i32::from(clock.hour) * 60 + i32::from(minutes) * sign;
        let total = total.rem_euclid(24 * 60);
        let settled = clock.settled;
        let clock = Clock::of(i8::try_from(total / 60).ok()?, i8::try_from(total % 60).ok()?)?;
        Some((end, Clock { settled, bare: false, ..clock }))
    }

    /// An hour with its minutes, in digits or words.
    fn hour(&self, at: usize, led: bool) -> Found<Clock> {
        if let Some((end, named)) = self.says("clock", at) {
            let (hour, minute) = named.split_once(':')?;
            let clock = Clock::of(hour.parse().ok()?, minute.parse().ok()?)?;
            return Some((end, Clock { settled: true, ..clock }));
        }
        if self.kind(at)? != TokenKind::Word || self.text(at).starts_with(|c: char| c.is_ascii_digit()) {
            let written = self.text(at);
            if let Some(mut clock) = self.written_clock(written) {
                let mut end = at + 1;
                if clock.bare && self.is_hours(end) {
                    // "7 o'clock", "8 h"; hours and then minutes where a word leads to them
                    return self.with_hours(end, clock, led);
                }
                // "12 15"
                let parted = clock.bare && clock.minute == 0 && !written.contains(['.', ':']);
                if let Some(minute) =
                    self.digits(end, 2).filter(|minute| parted && led && (10..60).contains(minute))
                {
                    clock.minute = i8::try_from(minute).ok()?;
                    clock.bare = false;
                    end += 1;
                }
                let endless = self.text(end) != "%" && self.text(end) != "/";
                return endless.then_some((end, clock));
            }
            let told = self.half(at + 1).is_some() || self.after("hours", at + 1).is_some();
            let start = at - usize::from(led);
            return run_together(written)
                .filter(|_| self.digits(at, 4).is_some() && (told || led && self.is_alone(start, at + 1)))
                .map(|clock| (self.past("hours", at + 1), clock));
        }
        let (end, hour) = self.number(at).filter(|(_, hour)| (1..=12).contains(hour))?;
        let clock = Clock { bare: true, ..Clock::of(i8::try_from(hour).ok()?, 0)? };
        if self.is_hours(end) {
            return self.with_hours(end, clock, led);
        }
        // "three twenty": no number of three parts is said so
        let minutes =
            self.number(end).filter(|(_, minute)| (10..60).contains(minute) && self.digits(end, 2).is_none());
        if let Some((end, minute)) = minutes {
            let end = match self.grain(end) {
                Some((end, (super::stretch::Grain::Minute, _))) => end,
                _ => end,
            };
            return Some((end, Clock { minute: i8::try_from(minute).ok()?, ..clock }));
        }
        Some((end, clock))
    }

    fn is_hours(&self, at: usize) -> bool {
        self.after("oclock", at).is_some()
            || self.grain(at).is_some_and(|(_, (grain, _))| grain == super::stretch::Grain::Hour)
    }

    /// The word for hours after an hour, and minutes after it.
    fn with_hours(&self, at: usize, clock: Clock, led: bool) -> Found<Clock> {
        if let Some(end) = self.after("oclock", at) {
            return Some((end, Clock { bare: false, ..clock }));
        }
        let end = self.grain(at).filter(|_| led && self.doc.pack.setting("hours-are-times").is_some())?.0;
        let minutes = self.number(end).and_then(|(end, minutes)| Some((self.grain(end)?, minutes)));
        Some(match minutes {
            Some(((end, (super::stretch::Grain::Minute, _)), minutes)) if minutes < 60 => {
                (end, Clock { minute: i8::try_from(minutes).ok()?, bare: false, ..clock })
            }
            _ => (end, Clock { bare: false, ..clock }),
        })
    }

    /// "in the morning", "pm": what says which half of the day an hour is in.
    fn half_of_day(&self, at: usize, clock: Clock) -> Option<(usize, Clock, Option<Box<str>>)> {
        if let Some((end, half)) = self.half(at) {
            return clock.in_half(half).map(|clock| (end, Clock { bare: false, ..clock }, None));
        }
        let joined = self.past("the", self.past("join", at));
        let part = self.part(joined).filter(|(end, _)| *end > at && clock.hour <= 12);
        match part {
            Some((end, part)) => Some((end, Clock { bare: false, ..clock }, Some(part.into()))),
            None => Some((at, clock, None)),
        }
    }
}
