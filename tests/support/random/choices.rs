//! Decisions drawn from a list of numbers; past its end each is the first, the simplest.

/// A list of numbers and how much of it was used.
pub(crate) struct Choices<'a> {
    numbers: &'a [u32],
    used: usize,
}

impl<'a> Choices<'a> {
    /// Decisions from these numbers.
    pub(crate) fn new(numbers: &'a [u32]) -> Self {
        Self { numbers, used: 0 }
    }

    /// A number below `bound`.
    pub(crate) fn below(&mut self, bound: usize) -> usize {
        let number = self.numbers.get(self.used).copied().unwrap_or_default();
        self.used += 1;
        number as usize % bound.max(1)
    }

    /// A number from `min` to `max`.
    pub(crate) fn from(&mut self, min: u64, max: u64) -> u64 {
        min + self.below(usize::try_from(max - min + 1).unwrap()) as u64
    }

    /// Whether something happens that does so in so many of 100 cases.
    pub(crate) fn chance(&mut self, percent: usize) -> bool {
        self.below(100) >= 100 - percent
    }

    /// One of some items.
    pub(crate) fn pick<'b, T: ?Sized>(&mut self, items: &[&'b T]) -> &'b T {
        items[self.below(items.len())]
    }

    /// Some of the items, at least `least`, in any order.
    pub(crate) fn some<T: Clone>(&mut self, items: &[T], least: usize) -> Vec<T> {
        let mut rest = items.to_vec();
        let count = least.min(items.len()) + self.below(items.len().saturating_sub(least) + 1);
        (0..count.min(items.len())).map(|_| rest.remove(self.below(rest.len()))).collect()
    }

    /// Puts items into another order.
    pub(crate) fn shuffle<T>(&mut self, items: &mut [T]) {
        for index in 0..items.len() {
            let other = index + self.below(items.len() - index);
            items.swap(index, other);
        }
    }
}
