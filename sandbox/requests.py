"""Reading what came over HTTP: fields and files, from JSON, a form or multipart."""

import json
import math
from typing import Any, NoReturn

from aiohttp import web

from sandbox.files import Upload
from sandbox.refusals import bad_request


async def read(request: web.Request) -> tuple[dict[str, Any], dict[str, Upload]]:
    """All fields of a request, those in its address included, and all its files."""
    values: dict[str, Any] = dict(request.query)
    uploads: dict[str, Upload] = {}
    try:
        if request.content_type == "application/json":
            return values | fields_of(await request.text()), uploads
        for name, field in (await request.post()).items():
            if isinstance(field, web.FileField):
                with field.file as opened:
                    uploads[name] = Upload(opened.read(), field.filename, field.content_type)
            else:
                values[name] = field if isinstance(field, str) else bytes(field).decode()
    except (ValueError, LookupError):  # no such charset, no such text, or parts that do not end
        raise bad_request("strings must be encoded in UTF-8") from None
    return values, uploads


def fields_of(text: str) -> dict[str, Any]:
    try:
        body = load_json(text or "{}")
    except ValueError:
        raise bad_request("can't parse JSON object") from None
    if not isinstance(body, dict):
        raise bad_request("can't parse JSON object")
    return body


def load_json(text: str) -> Any:
    """``ValueError`` for what is no JSON; NaN and the infinities are none, though Python would
    read and write them.
    """
    try:
        return json.loads(text, parse_constant=_refuse, parse_float=_finite)
    except RecursionError:
        raise ValueError("nested too deep") from None


def _finite(digits: str) -> float:
    value = float(digits)
    return value if math.isfinite(value) else _refuse(digits)


def _refuse(digits: str) -> NoReturn:
    raise ValueError(f"{digits} is no number")
