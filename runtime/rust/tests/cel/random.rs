//! Pseudo-random numbers and texts that are the same in every run.

pub struct Random(u64);

/// Characters of one to four bytes, and those with a meaning for some function.
const CHARACTERS: &[char] = &[
    'a', 'b', 'A', 'é', '日', '😀', ' ', '\n', '\u{2003}', '\0', '0', '1', '9', '.', '-', '+', ':',
    'T', 'Z', 's', 'm', 'h', 'n', 'e', '%', 'd', 'f', 'x', '\\', '[', ']', '(', ')', '{', '}', '*',
    '?', '|', '^', '$', 'p', 'Q', 'E', ',',
];

impl Random {
    pub fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// The generator `splitmix64`.
    pub fn bits(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut bits = self.0;
        bits = (bits ^ (bits >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        bits = (bits ^ (bits >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        bits ^ (bits >> 31)
    }

    pub fn below(&mut self, end: usize) -> usize {
        (self.bits() % end as u64) as usize
    }

    pub fn one_of<T: Copy>(&mut self, of: &[T]) -> T {
        of[self.below(of.len())]
    }

    /// An integer; boundary values and small ones are more frequent.
    pub fn int(&mut self) -> i64 {
        const ENDS: [i64; 6] = [
            i64::MIN,
            i64::MIN + 1,
            i64::MAX,
            1 << 53,
            253_402_300_799,
            -62_135_596_800,
        ];
        match self.below(3) {
            0 => self.one_of(&ENDS),
            1 => self.below(20) as i64 - 10,
            _ => self.bits() as i64,
        }
    }

    /// Any `double`, or the `double` of an integer.
    pub fn double(&mut self) -> f64 {
        if self.below(2) == 0 {
            f64::from_bits(self.bits())
        } else {
            self.int() as f64
        }
    }

    pub fn text_of(&mut self, characters: &[char], max: usize) -> String {
        let len = self.below(max + 1);
        (0..len).map(|_| self.one_of(characters)).collect()
    }

    pub fn text(&mut self, max: usize) -> String {
        self.text_of(CHARACTERS, max)
    }

    pub fn bytes(&mut self, max: usize) -> Vec<u8> {
        let len = self.below(max + 1);
        (0..len).map(|_| self.bits() as u8 % 3).collect()
    }
}
