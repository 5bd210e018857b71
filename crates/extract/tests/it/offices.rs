//! Offices: whose a post is not taken from whatever the sentence names.

use extract::{Input, read};
use record::Publication;
use rules::words::Memory;

use crate::packs::PACKS;

#[test]
fn presidents_named_in_a_row_are_of_no_state_that_the_sentence_only_mentions() {
    let text = "В столице Казахстана собрались пять президентов: Олег Снежин, Павел Крюков и Борис Ветров.";
    let pack = PACKS.get("ru").expect("the Russian pack is built in");
    let input = Input {
        publication: Publication::identity("test"),
        version: 1,
        text,
        published_on: "2024-12-01".parse().ok(),
    };
    let reading = read(input, pack, &mut Memory::default());
    let offices: Vec<&record::Claim> = reading.claims.iter().filter(|claim| claim.kind == "office").collect();
    assert_eq!(offices.len(), 3, "{offices:?}");
    for office in offices {
        assert!(!office.slots.contains_key("organisation"), "{office:?}");
    }
}
