//! When two words are the same: texts and queries to terms.
//!
//! A word stands in the index in several forms at one position, told apart by a mark before them:
//!
//! | form | example | brings together |
//! |---|---|---|
//! | surface, no mark | `astane` | case, stress, apostrophes ([`text::fold`]) |
//! | stem `=` | `=astan` | endings, where the script has a stemmer (`data/stemmers.tsv`) |
//! | name `@` | `@STN:astane/Latn` | spellings and scripts, by sound ([`text::translit`]) |
//! | cut `~` | `~astan` | endings, in texts of languages without a stemmer |
//!
//! A name's term holds its sound and its Latin letters. Who looks for a name reads all terms of its sound and
//! keeps those whose letters are like enough: the costs of spellings are known at the time of the
//! query and are in no need of being right when the index is built.

mod forms;
mod names;
mod terms;
mod words;

use record::Lang;

pub use forms::{Forms, first_letter, folded_letter, forms, is_light};
pub use names::{NameTerm, Probe, name_prefix, probes};
pub(crate) use terms::{CUT, WHOLE, register};
pub use words::{Word, words};

/// Goes up whenever texts or queries give other terms than before: an index built by another version
/// is not searched but built again. A test below holds it to what the analysis gives.
pub const VERSION: u32 = 1;

/// The mark of each form; surfaces have none.
pub const STEM: char = '=';
pub const NAME: char = '@';
pub const SHORT: char = '~';

/// Whether a text in these languages is indexed in shortened forms too: one of them has no stemmer.
pub fn needs_cut(langs: &[Lang]) -> bool {
    langs.iter().any(|lang| {
        let primary = lang.as_str().split(['-', '_']).next().unwrap_or_default();
        !primary.is_empty()
            && primary != Lang::UNDETERMINED
            && frostem::Algorithm::from_name(primary).is_err()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn listed(text: &str) -> String {
        let lines: Vec<String> = words(text)
            .iter()
            .map(|word| {
                let forms = forms(word);
                let all: Vec<String> = forms.whole().chain(forms.cut()).collect();
                all.join(" ")
            })
            .collect();
        lines.join("\n")
    }

    /// Where this changes, [`VERSION`] goes up, and what stands here is written anew.
    #[test]
    fn the_version_stands_for_what_the_analysis_gives() {
        let text = "Встреча К. Токаева в Астане, «Рубеж-2024». Signed by Alexander Rahmon's 24th aide; Հայաստան, Тоқаевтың 1,300";
        let expected = [
            "встреча =встреч @FSTRS:vstrecha/Cyrl @FSTRS:vstrech/Cyrl ~встре @FSTR:vstre/Cyrl @FSTR:vstr/Cyrl",
            "к =к ~к",
            "токаева =токаев =тока @TKF:tokaeva/Cyrl @TKF:tokaev/Cyrl ~токае @TK:tokae/Cyrl @TK:toka/Cyrl",
            "в =в ~в",
            "астане =астан =аста @STN:astane/Cyrl @STN:astan/Cyrl ~астан @ST:asta/Cyrl",
            "рубеж =рубеж @RPS:rubezh/Cyrl ~рубеж",
            "2024 ~2024",
            "signed =sign @SKNT:signed/Latn ~signe @SKN:sign/Latn",
            "by =by ~by",
            "alexander =alexand @LNTR:alexander/Latn @LSNTR:alexander/Latn @LNT:alexand/Latn @LSNT:alexand/Latn ~alexa @LNT:alexand/Latn @LSNT:alexand/Latn @LN:alexan/Latn @LSN:alexan/Latn @L:alexa/Latn @LS:alexa/Latn",
            "rahmon =rahmon @RN:rahmon/Latn ~rahmo @RN:rahm/Latn",
            "24 ~24",
            "aide =aid ~aide",
            "հայաստան =հայաստ @STN:hayastan/Armn @ST:hayast/Armn ~հայաս @ST:hayast/Armn @S:hayas/Armn",
            "тоқаевтың =тоқаевтың @TKFTN:toqaevtyng/Cyrl ~тоқае @TKFT:toqaevt/Cyrl @TKF:toqaev/Cyrl @TK:toqae/Cyrl",
            "1300 ~1300",
        ];
        assert_eq!((VERSION, listed(text)), (1, expected.join("\n")));
    }

    #[test]
    fn languages_without_a_stemmer_are_cut() {
        let langs = |tags: &[&str]| tags.iter().map(|tag| Lang::new(tag)).collect::<Vec<_>>();
        assert!(!needs_cut(&langs(&["ru", "en-GB", "hy", "und", ""])));
        assert!(needs_cut(&langs(&["ru", "kk"])));
        assert!(needs_cut(&langs(&["uz-Latn"])));
        assert!(!needs_cut(&[]));
    }
}
