"""What every section of the settings is made of, and the checks that several share."""

import ipaddress
import re
from typing import Annotated
from urllib.parse import SplitResult, urlsplit

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field


class Section(BaseModel):
    model_config = ConfigDict(
        extra="forbid", frozen=True, str_strip_whitespace=True, hide_input_in_errors=True
    )


def no_truth_value(value: object) -> object:
    if isinstance(value, bool):
        raise ValueError
    return value


PerTime = Annotated[
    int,
    BeforeValidator(no_truth_value),
    Field(ge=0, le=1_000_000, description="a whole number, 0 or more"),
]
Port = Annotated[
    int,
    BeforeValidator(no_truth_value),
    Field(ge=0, le=65_535, description="a port from 1 to 65535, or 0 for any free one"),
]


def address_of(text: str) -> SplitResult:
    parts = urlsplit(text)
    if not parts.hostname or re.search(r"\s", text) or parts.port == 0:
        raise ValueError
    return parts


def is_loopback(parts: SplitResult) -> bool:
    try:
        return ipaddress.ip_address(parts.hostname or "").is_loopback
    except ValueError:
        return parts.hostname == "localhost"


def is_safe(parts: SplitResult) -> bool:
    """What carries a secret travels encrypted, or does not leave this machine."""
    return parts.scheme == "https" or (parts.scheme == "http" and is_loopback(parts))
