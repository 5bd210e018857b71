//! Names of features and words as numbers.

/// FNV-1a, finished so that its upper bits are as good as its lower ones. Models are trained with it: a
/// change makes every model of this kind useless.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Hash(u64);

impl Hash {
    pub fn new(kind: u8) -> Hash {
        Hash(0xcbf2_9ce4_8422_2325).byte(kind)
    }

    pub fn of(text: &str) -> u64 {
        Hash(0xcbf2_9ce4_8422_2325).text(text).finish()
    }

    #[must_use]
    pub fn byte(self, byte: u8) -> Hash {
        Hash((self.0 ^ u64::from(byte)).wrapping_mul(0x100_0000_01b3))
    }

    #[must_use]
    pub fn text(self, text: &str) -> Hash {
        text.bytes().fold(self, Hash::byte)
    }

    #[must_use]
    pub fn number(self, number: u64) -> Hash {
        number.to_le_bytes().into_iter().fold(self, Hash::byte)
    }

    pub fn finish(self) -> u64 {
        let mut mixed = self.0;
        mixed ^= mixed >> 33;
        mixed = mixed.wrapping_mul(0xff51_afd7_ed55_8ccd);
        mixed ^ (mixed >> 33)
    }
}
