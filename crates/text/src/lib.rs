//! Bytes to text: what a publication says, and the side tables that other rooms read it by.
//!
//! The text of a publication is never edited: folding, lemmas and transliteration stand beside it, and
//! every span counts bytes of it. This room knows no kind of entry, no rule and no network.
pub mod decode;
pub mod fingerprint;
pub mod fold;
pub mod formats;
pub mod gate;
pub mod html;
pub mod imprint;
pub mod input;
pub mod langid;
pub mod lemma;
pub mod markdown;
pub mod morph;
pub mod note;
pub mod quote;
pub mod respell;
pub mod segment;
pub mod token;
pub mod translit;
