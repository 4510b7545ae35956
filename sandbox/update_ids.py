"""The ids of updates: each one more than the last, except after a jump."""

import secrets

HIGHEST = 2**31 - 1
SHORTEST_FALL = 1000


class UpdateIds:
    """No id is ever given twice: what comes under a known id is a repeat."""

    def __init__(self) -> None:
        self.next = 100_000_000 + secrets.randbelow(800_000_000)
        self._lowest = self.next
        self._above = self.next
        self._given = range(0)  # given before the last jump down, so leapt over now
        self._down = 0

    def jump(self, by: int) -> None:
        """Go on that much higher, or that much below the lowest id so far.

        Telegram goes on anywhere after a week without updates, which is why a jump down waits
        until nothing is left to be confirmed: offsets count upwards, so a lower id behind higher
        ones would be confirmed unseen. For the same reason no jump down is a small one: the bot's
        old offset, close above the new ids, would pass for one of theirs.
        https://core.telegram.org/bots/api#update
        """
        if -SHORTEST_FALL < by < 0:
            raise ValueError(f"A jump down is one by {SHORTEST_FALL} at least.")
        if self.next + by > HIGHEST or self._lowest - self._down + min(by, 0) < 1:
            raise ValueError("An update's id must stay above 0 and below 2147483648.")
        if by < 0:
            self._down -= by
        else:
            self.next += by

    def take(self, *, is_quiet: bool) -> int:
        if self._down and is_quiet:
            self._given = range(self._lowest, self._above)
            self._lowest = self.next = self._lowest - self._down
            self._down = 0
        elif self.next in self._given:
            self.next = self._given.stop
        taken = self.next
        self.next += 1
        self._above = max(self._above, self.next)
        return taken
