//! Programmes and plans: each line is a gathering of its own, and says where it is.

use extract::{Input, read};
use record::Publication;
use rules::words::Memory;

use crate::packs::PACKS;

#[test]
fn each_line_of_a_plan_is_a_sitting_of_its_own_at_the_place_that_opens_it() {
    let text = "Norland Union: the week ahead, 9–15 June 2031\n\nMonday, 9 June\n\n\
                10:00, Vienna. Meeting of the Permanent Council.\n\n\
                10:00, Osh. Meeting of the Committee on Fisheries.\n\n\
                Vienna. Meeting of the Committee on Roads.\n";
    let pack = PACKS.get("en").expect("the English pack is built in");
    let input = Input {
        publication: Publication::identity("test"),
        version: 1,
        text,
        published_on: "2031-06-06".parse().ok(),
    };
    let reading = read(input, pack, &mut Memory::default());
    let sittings: Vec<(&str, &str)> = reading
        .claims
        .iter()
        .filter(|claim| claim.kind == "event")
        .map(|claim| {
            let slot = |name: &str| claim.slots.get(name).map_or("", |slot| slot.as_str());
            (slot("body"), slot("place"))
        })
        .collect();
    let expected = [
        ("Permanent Council", "Vienna"),
        ("Committee on Fisheries", "Osh"),
        ("Committee on Roads", "Vienna"),
    ];
    assert_eq!(sittings, expected);
}
