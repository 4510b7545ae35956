"""Reading what came over HTTP: fields and files, from JSON, a form or multipart."""

import json
from typing import Any

from aiohttp import web

from sandbox.files import Upload
from sandbox.refusals import bad_request


async def read(request: web.Request) -> tuple[dict[str, Any], dict[str, Upload]]:
    """All fields of a request, those in its address included, and all its files."""
    values: dict[str, Any] = dict(request.query)
    uploads: dict[str, Upload] = {}
    if request.content_type == "application/json":
        values |= await _json(request)
    else:
        for name, field in (await request.post()).items():
            if isinstance(field, web.FileField):
                with field.file as opened:
                    uploads[name] = Upload(opened.read(), field.filename, field.content_type)
            else:
                values[name] = field if isinstance(field, str) else bytes(field).decode()
    return values, uploads


async def _json(request: web.Request) -> dict[str, Any]:
    try:
        body = json.loads(await request.text() or "{}")
    except ValueError:
        raise bad_request("can't parse JSON object") from None
    if not isinstance(body, dict):
        raise bad_request("can't parse JSON object")
    return body
