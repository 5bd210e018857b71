//! Who wrote, published or helped: names, e-mails and pages, in parts or in one line.

use serde_json::{Value, json};

use super::super::Slip;
use super::super::reader::{Place, Reader};
use super::text;

impl Reader<'_> {
    /// A name, an e-mail or a page of whoever is open.
    pub(super) fn end_of_person(&mut self, name: &str, key: &str) {
        let Some(value) = self.pop(name) else { return };
        let whose = if self.is_in(Place::Publisher) && key != "href" {
            "publisher"
        } else if self.is_in(Place::Author) {
            "author"
        } else if self.is_in(Place::Contributor) {
            let last = self
                .context()
                .get_mut("contributors")
                .and_then(Value::as_array_mut)
                .and_then(|all| all.last_mut());
            if let Some(Value::Object(last)) = last {
                last.insert(key.to_owned(), json!(value));
            }
            return;
        } else {
            if self.is_in(Place::TextInput) {
                self.context().insert(key.to_owned(), json!(value));
            }
            return;
        };
        let context = self.context();
        let all = context.entry(format!("{whose}s")).or_insert_with(|| json!([{}]));
        if let Some(Value::Object(last)) = all.as_array_mut().and_then(|all| all.last_mut()) {
            last.insert(key.to_owned(), json!(value));
        }
        let detail = context.entry(format!("{whose}_detail")).or_insert_with(|| json!({}));
        if let Value::Object(detail) = detail {
            detail.insert(key.to_owned(), json!(value));
        }
        self.sync(whose);
    }

    /// Makes a person's line out of the parts, or the parts out of the line.
    pub(super) fn sync(&mut self, whose: &str) {
        let context = self.context();
        let all = format!("{whose}s");
        let last =
            context.get(&all).and_then(Value::as_array).and_then(|all| all.last()).and_then(Value::as_object);
        let part = |name: &str| last.and_then(|last| text(last, name)).filter(|part| !part.is_empty());
        let line = match (part("name"), part("email")) {
            (Some(name), Some(email)) => Some(format!("{name} ({email})")),
            (Some(one), None) | (None, Some(one)) => Some(one.to_owned()),
            (None, None) => None,
        };
        if let Some(line) = line {
            context.insert(whose.to_owned(), json!(line));
            return;
        }
        if last.is_some_and(|last| !last.is_empty()) {
            return;
        }
        let Some(line) = text(context, whose).filter(|line| !line.is_empty()).map(str::to_owned) else {
            return;
        };
        let email = line
            .split([' ', '(', ')', '<', '>', ',', ';', '"'])
            .find(|word| is_email(word))
            .map(str::to_owned);
        let rest = match &email {
            Some(email) => {
                line.replace(email, "").replace("()", "").replace("<>", "").replace("&lt;&gt;", "")
            }
            None => line,
        };
        let name = rest.trim();
        let name = name.strip_prefix('(').unwrap_or(name);
        let name = name.strip_suffix(')').unwrap_or(name).trim();
        let mut person = Slip::new();
        if !name.is_empty() {
            person.insert("name".to_owned(), json!(name));
        }
        if let Some(email) = email {
            person.insert("email".to_owned(), json!(email));
        }
        let slot = context.get_mut(&all).and_then(Value::as_array_mut).and_then(|all| all.last_mut());
        slot.into_iter().for_each(|slot| *slot = Value::Object(person.clone()));
        context.insert(format!("{whose}_detail"), Value::Object(person));
    }
}

fn is_email(word: &str) -> bool {
    word.split_once('@').is_some_and(|(name, host)| {
        !name.is_empty() && host.contains('.') && host.split('.').all(|part| !part.is_empty())
    })
}
