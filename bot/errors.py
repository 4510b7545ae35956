"""What went wrong in words for the person who runs the bot, with the exit code it deserves."""


class OperatorError(Exception):
    """An expected failure: one clear line for the terminal, never a traceback."""

    exit_code = 1

    def __init__(self, message: str, *, exit_code: int | None = None) -> None:
        super().__init__(message)
        self.message = message
        if exit_code is not None:
            self.exit_code = exit_code


def wrong_token() -> OperatorError:
    return OperatorError(
        "bot.token is not accepted by Telegram; copy it again from @BotFather", exit_code=2
    )


class UsageError(OperatorError):
    """The command line was not understood."""

    exit_code = 2


class SettingsError(OperatorError):
    """A setting is missing or wrong; the message names its key, never its secret value."""

    exit_code = 2
