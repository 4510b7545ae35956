"""A rule that somebody broke: a locale key with its parameters, spoken at the door."""


class RuleBroken(Exception):
    """A person's mistake, never ours: ``key`` is a sentence in ``locales/`` that says what to do
    next, ``params`` fill its blanks.
    """

    def __init__(self, key: str, **params: str | int | float) -> None:
        super().__init__(key)
        self.key = key
        self.params = params
