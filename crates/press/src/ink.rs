//! The colours that both formats draw in.

/// Red, green and blue.
pub type Color = [u8; 3];

pub const INK: Color = [0x1a, 0x1a, 0x1a];
pub const SOFT: Color = [0x59, 0x59, 0x59];
pub const ACCENT: Color = [0x12, 0x3a, 0x63];
pub const PAPER: Color = [0xff, 0xff, 0xff];
pub const RULE: Color = [0xbb, 0xbb, 0xbb];
/// Land on maps.
pub const LAND: Color = [0xe1, 0xe5, 0xea];
pub const WARNING: Color = [0x8a, 0x4b, 0x08];
/// Behind the words that a claim rests on.
pub const MARKED: Color = [0xff, 0xf1, 0xb8];
