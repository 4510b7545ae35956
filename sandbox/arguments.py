"""The parameters of one Bot API call, however they were sent: query, form, JSON or multipart."""

import math
from collections.abc import Mapping
from typing import Any

from sandbox.files import Upload
from sandbox.refusals import bad_request
from sandbox.requests import load_json


class Arguments:
    def __init__(
        self, values: Mapping[str, Any], uploads: Mapping[str, Upload] | None = None
    ) -> None:
        self._values = values
        self._uploads = uploads or {}

    def text(self, name: str) -> str:
        value = self._values.get(name)
        text = "" if value is None else str(value)
        if not text.isascii() and any("\ud800" <= letter <= "\udfff" for letter in text):
            raise bad_request("strings must be encoded in UTF-8")
        return text

    def integer(self, name: str) -> int | None:
        try:
            return int(self.text(name))
        except ValueError:
            return None

    def decimal(self, name: str) -> float | None:
        """A number that there is: neither NaN nor an infinity."""
        try:
            value = float(self.text(name))
        except ValueError:
            return None
        return value if math.isfinite(value) else None

    def flag(self, name: str) -> bool:
        return self.text(name).lower() in ("true", "1", "yes")

    def json(self, name: str) -> Any:
        value = self._values.get(name)
        if not isinstance(value, str):
            return value
        try:
            return load_json(value) if value else None
        except ValueError:
            raise bad_request(f"can't parse {name} JSON object") from None

    def objects(self, name: str, what: str) -> list[dict[str, Any]]:
        """A list of objects, of the kind that Telegram calls ``what`` when it refuses one."""
        given = self.json(name)
        if given is None:
            return []
        if not isinstance(given, list):
            raise bad_request(f"expected an Array of {what}")
        if not all(isinstance(each, dict) for each in given):
            raise bad_request(f"can't parse {what}: expected an Object")
        return given

    def upload(self, name: str) -> Upload | None:
        """A file sent under this name, or under the name an ``attach://`` points to."""
        if name in self._uploads:
            return self._uploads[name]
        reference = self.text(name)
        return self.attached(reference) if reference.startswith("attach://") else None

    def attached(self, reference: str) -> Upload:
        upload = self._uploads.get(reference.removeprefix("attach://"))
        if upload is None:
            raise bad_request("there is no file in the request")
        return upload

    def within(self, values: Mapping[str, Any]) -> "Arguments":
        """The fields of one object in this call, with the call's files still at hand."""
        return Arguments(values, self._uploads)
