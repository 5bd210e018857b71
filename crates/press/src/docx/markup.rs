//! Reading the elements of a part, one after the other.

use std::collections::BTreeMap;

use quick_xml::Reader;
use quick_xml::events::attributes::Attribute;
use quick_xml::events::{BytesStart, Event};

/// The value of an attribute by its name.
pub type Attributes = Box<dyn Fn(&str) -> Option<String>>;

/// The elements of a part in their order, until it can be read no further.
pub fn elements(text: &str) -> impl Iterator<Item = (String, Attributes)> + '_ {
    let mut reader = Reader::from_str(text);
    std::iter::from_fn(move || {
        loop {
            match reader.read_event() {
                Ok(Event::Start(element) | Event::Empty(element)) => {
                    let name = element.name().as_ref().to_owned();
                    let values = attributes(&element);
                    let get: Attributes = Box::new(move |name| values.get(name).cloned());
                    return Some((name, get));
                }
                Ok(Event::Eof) | Err(_) => return None,
                Ok(_) => {}
            }
        }
    })
}

pub fn attributes(element: &BytesStart<'_>) -> BTreeMap<String, String> {
    let attributes = element.attributes().flatten();
    let pair = |attribute: Attribute<'_>| {
        let name = attribute.key.as_ref().to_owned();
        let value = quick_xml::escape::unescape(&attribute.value)
            .map_or_else(|_| attribute.value.clone().into_owned(), |value| value.into_owned());
        (name, value)
    };
    attributes.map(pair).collect()
}
