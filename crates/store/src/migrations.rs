//! The one migration history, which every engine applies; `migrations/README.md` says how.

/// A step of the schema: its number, its title, its SQL.
pub struct Migration {
    pub number: u32,
    pub title: &'static str,
    pub sql: &'static str,
}

/// In order of number, from 1, without a gap.
pub const MIGRATIONS: &[Migration] = &[
    Migration { number: 1, title: "record", sql: include_str!("../migrations/0001_record.sql") },
    Migration { number: 2, title: "collection", sql: include_str!("../migrations/0002_collection.sql") },
    Migration { number: 3, title: "staff", sql: include_str!("../migrations/0003_staff.sql") },
    Migration { number: 4, title: "delivery", sql: include_str!("../migrations/0004_delivery.sql") },
    Migration { number: 5, title: "editing", sql: include_str!("../migrations/0005_editing.sql") },
    Migration { number: 6, title: "groups", sql: include_str!("../migrations/0006_groups.sql") },
    Migration { number: 7, title: "changes", sql: include_str!("../migrations/0007_changes.sql") },
];

/// The schema that this program writes.
pub fn latest() -> u32 {
    MIGRATIONS.last().map_or(0, |migration| migration.number)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_is_the_folder() {
        let mut files: Vec<String> = std::fs::read_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/migrations"))
            .expect("the folder is there")
            .filter_map(|entry| entry.ok()?.file_name().into_string().ok())
            .filter(|name| name.ends_with(".sql"))
            .collect();
        files.sort();
        let listed: Vec<String> =
            MIGRATIONS.iter().map(|step| format!("{:04}_{}.sql", step.number, step.title)).collect();
        assert_eq!(files, listed);
        assert!(MIGRATIONS.iter().zip(1..).all(|(step, number)| step.number == number));
    }

    #[test]
    fn migrations_keep_to_the_words_that_another_engine_can_replace() {
        let banned = ["AUTOINCREMENT", "WITHOUT ROWID", "INSERT OR", "IFNULL", "GLOB", "TRIGGER", "\""];
        for step in MIGRATIONS {
            let sql: Vec<&str> =
                step.sql.lines().filter(|line| !line.trim_start().starts_with("--")).collect();
            for word in banned {
                assert!(!sql.iter().any(|line| line.contains(word)), "{} uses {word}", step.title);
            }
        }
    }
}
