//! Mailboxes (mbox): messages cut from a stream, one held at a time.

use std::io::{self, BufRead};

use super::Unread;
use crate::gate::{Limits, Refused, What};

/// Reads the messages of a mailbox in their order. One that is too large is counted and told, and the next is read.
pub struct Mbox<R> {
    reader: R,
    limits: Limits,
    /// Whether the line that opens the next message was read.
    opened: bool,
    ended: bool,
    /// Bytes read, and where the message that is read begins.
    at: u64,
    begins: u64,
    place: (u64, u64),
}

impl<R: BufRead> Mbox<R> {
    pub fn new(reader: R, limits: Limits) -> Mbox<R> {
        Mbox { reader, limits, opened: false, ended: false, at: 0, begins: 0, place: (0, 0) }
    }

    /// Where the last message begins, the line that opens it included, and how long it is there: a mailbox of these
    /// bytes alone gives the same message.
    pub fn place(&self) -> (u64, u64) {
        self.place
    }

    /// The next line with its break; what is too long for a message is cut off.
    fn line(&mut self, line: &mut Vec<u8>) -> io::Result<usize> {
        line.clear();
        let mut length = 0;
        loop {
            let buffer = match self.reader.fill_buf() {
                Ok(buffer) => buffer,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                Err(error) => return Err(error),
            };
            let end = buffer.iter().position(|&byte| byte == b'\n').map(|at| at + 1);
            let part = buffer.get(..end.unwrap_or(buffer.len())).unwrap_or_default();
            if line.len() <= self.limits.bytes {
                line.extend_from_slice(part);
            }
            let used = part.len();
            length += used;
            self.reader.consume(used);
            if end.is_some() || used == 0 {
                return Ok(length);
            }
        }
    }
}

impl<R: BufRead> Mbox<R> {
    /// The next message as far as it is kept, and its whole length.
    fn message(&mut self) -> io::Result<(Vec<u8>, usize)> {
        let (mut message, mut length) = (Vec::new(), 0);
        let mut line = Vec::new();
        let mut blank = true;
        loop {
            let read = self.line(&mut line)?;
            let before = self.at;
            self.at += read as u64;
            if read == 0 {
                self.ended = true;
                self.place = (self.begins, before - self.begins);
                return Ok((message, length));
            }
            if blank && line.starts_with(b"From ") {
                if std::mem::replace(&mut self.opened, true) {
                    self.place = (self.begins, before - self.begins);
                    self.begins = before;
                    return Ok((message, length));
                }
                blank = false;
                continue;
            }
            blank = line.iter().all(u8::is_ascii_whitespace);
            // a line of the text that begins so was marked when it was filed
            let marks = line.iter().take_while(|&&byte| byte == b'>').count();
            let marked = marks > 0 && line.get(marks..).is_some_and(|rest| rest.starts_with(b"From "));
            length += read;
            if length <= self.limits.bytes {
                message.extend_from_slice(line.get(usize::from(marked)..).unwrap_or_default());
            }
        }
    }
}

impl<R: BufRead> Iterator for Mbox<R> {
    type Item = io::Result<Result<Vec<u8>, Unread>>;

    fn next(&mut self) -> Option<Self::Item> {
        while !self.ended {
            let (message, length) = match self.message() {
                Ok(read) => read,
                Err(error) => {
                    self.ended = true;
                    return Some(Err(error));
                }
            };
            if length > self.limits.bytes {
                let refused = Refused { what: What::Bytes, limit: self.limits.bytes, found: length };
                return Some(Ok(Err(Unread::Refused(refused))));
            }
            if !message.iter().all(u8::is_ascii_whitespace) {
                return Some(Ok(Ok(message)));
            }
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn messages(bytes: &[u8]) -> Vec<Result<String, Unread>> {
        let limits = Limits { bytes: 40, ..Limits::default() };
        let shown = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
        Mbox::new(bytes, limits).map(|one| one.unwrap().map(shown)).collect()
    }

    #[test]
    fn messages_are_cut_at_their_openings() {
        let bytes = b"From a Thu\nSubject: x\n\nFrom here on\n>From there\n\nFrom b Thu\nSubject: y\n\n";
        let refused = Refused { what: What::Bytes, limit: 40, found: 61 };
        assert_eq!(
            messages(bytes),
            [
                Ok("Subject: x\n\n".to_owned()),
                Ok(">From there\n\n".to_owned().replacen('>', "", 1)),
                Ok("Subject: y\n\n".to_owned())
            ]
        );
        let long = [b"From a\n".as_slice(), &[b'x'; 60], b"\n\nFrom b\n\nFrom c\nz\n"].concat();
        assert_eq!(
            messages(&long),
            [Err(Unread::Refused(Refused { found: 62, ..refused })), Ok("z\n".to_owned())]
        );
        assert_eq!(messages(b""), []);
    }

    #[test]
    fn a_message_is_found_again_by_its_place() {
        let bytes = b"From a Thu\nSubject: x\n\nFrom here on\n>From there\n\nFrom b Thu\nSubject: y\n\n";
        let mut mbox = Mbox::new(bytes.as_slice(), Limits::default());
        let mut found = 0;
        while let Some(message) = mbox.next() {
            let (from, length) = mbox.place();
            let (from, length) = (usize::try_from(from).unwrap(), usize::try_from(length).unwrap());
            let again = Mbox::new(&bytes[from..from + length], Limits::default()).next();
            assert_eq!(again.unwrap().unwrap(), message.unwrap());
            found += 1;
        }
        assert_eq!(found, 3);
    }

    #[test]
    fn many_empty_messages_overflow_nothing() {
        assert_eq!(messages(&b"From x\n\n".repeat(200_000)), []);
    }

    proptest::proptest! {
        #[test]
        fn never_panics(bytes in "(From |\n|>|x){0,60}") {
            let _ = messages(bytes.as_bytes());
        }
    }
}
