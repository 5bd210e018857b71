//! `rapporteur match`, `lemma` and `link`: names and publications held against each other.

use super::{Desk, fed, run};

#[test]
fn two_names_are_scored_for_people_and_pairs_for_programs() {
    let table = run(&["match", "Kassym-Jomart Tokayev", "Касым-Жомарт Токаев"]).well();
    let (score, rest) = table.split_once(' ').unwrap();
    assert!(score.parse::<f64>().unwrap() >= 0.7 && rest.trim_start().starts_with("same"), "{table}");
    let pairs = concat!(
        "{\"doc\": \"1\", \"a\": \"Olaf Scholz\", \"b\": \"Олаф Шольц\"}\n",
        "{\"doc\": \"2\", \"a\": \"Olaf Scholz\", \"b\": \"Anna Berg\"}\n",
        "{\"doc\": \"3\"}\n",
    );
    let scored = fed(&["match", "-", "--input", "jsonl", "--format", "jsonl"], pairs.as_bytes());
    assert_eq!(scored.code, Some(1));
    assert!(scored.stderr.starts_with("error: -, line 3: missing field `a`"), "{}", scored.stderr);
    let lines = scored.lines();
    assert_eq!(lines.iter().map(|line| line["doc"].as_str().unwrap()).collect::<Vec<_>>(), ["1", "2"]);
    assert!(lines[0]["score"].as_f64().unwrap() >= 0.7 && lines[1]["score"].as_f64().unwrap() < 0.3);
    assert_eq!(run(&["match", "one"]).code, Some(2));
}

#[test]
fn names_come_to_their_dictionary_forms() {
    assert_eq!(run(&["lemma", "Верховного суда"]).well(), "Верховного суда  ->  Верховный суд\n");
    let row = "{\"doc\": \"x\", \"text\": \"Астане\"}\n";
    let lines = fed(&["lemma", "-", "--input", "jsonl", "--format", "jsonl"], row.as_bytes()).lines();
    assert_eq!(lines, [serde_json::json!({"doc": "x", "lemma": "Астана"})]);
    let unknown = run(&["lemma", "Praha", "--lang", "cs"]);
    assert_eq!(unknown.code, Some(2));
    assert!(unknown.stderr.starts_with("error: no pack for \"cs\": there are be, en"), "{}", unknown.stderr);
}

#[test]
fn translations_share_a_story() {
    let desk = Desk::new();
    let folder = desk.path("");
    desk.file("a.txt", "The Lake Council met in Verkhny on 14 May. Olga Sedova named 384 delegates from Tarasovo and Gorodets.");
    desk.file(
        "b.txt",
        "В Верхнем 14 мая заседал Озёрный совет. Ольга Седова назвала 384 делегата из Тарасово и Городца.",
    );
    desk.file("c.txt", "Fishermen of Port Marlow landed 1250 tonnes of herring, said Captain Edwin Rask.");
    let lines = run(&["link", &folder, "--format", "jsonl", "--to", "en"]).lines();
    let of = |at: usize, key: &str| lines[at][key].as_str().map(str::to_owned);
    assert_eq!(of(0, "story"), of(1, "story"));
    assert_ne!(of(0, "story"), of(2, "story"));
    assert_eq!((of(1, "best").as_deref(), of(0, "best")), (Some("a.txt"), None));
    let table = run(&["link", &folder]).well();
    assert_eq!(
        table,
        "story 1: 2 publications\n  en   a.txt\n  ru   b.txt\n1 of 3 publications tell a story that no other tells\n"
    );
}
