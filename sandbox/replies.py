"""The call that a bot may put into its answer to a posted update.

https://core.telegram.org/bots/api#making-requests-when-getting-updates
"""

from typing import Any
from urllib.parse import parse_qsl

import aiohttp

from sandbox.arguments import Arguments
from sandbox.files import Upload
from sandbox.refusals import Refusal
from sandbox.requests import fields_of


async def read_reply(response: aiohttp.ClientResponse) -> tuple[str, Arguments] | None:
    """The method it names and the parameters; ``None`` for an answer that asks for nothing."""
    values: dict[str, Any] = {}
    uploads: dict[str, Upload] = {}
    try:
        if response.content_type == "multipart/form-data":
            values, uploads = await _parts(response)
        elif response.content_type == "application/json":
            values = fields_of(await response.text())
        elif response.content_type == "application/x-www-form-urlencoded":
            values = dict(parse_qsl(await response.text()))
        else:
            await response.read()
    except (Refusal, ValueError, LookupError):
        return None
    method = values.pop("method", None)
    return (method, Arguments(values, uploads)) if isinstance(method, str) else None


async def _parts(
    response: aiohttp.ClientResponse,
) -> tuple[dict[str, Any], dict[str, Upload]]:
    values: dict[str, Any] = {}
    uploads: dict[str, Upload] = {}
    parts = aiohttp.MultipartReader.from_response(response)
    while (part := await parts.next()) is not None:
        if not isinstance(part, aiohttp.BodyPartReader) or not part.name:
            continue
        content = bytes(await part.read(decode=True))
        if part.filename is None:
            values[part.name] = content.decode()
        else:
            uploads[part.name] = Upload(content, part.filename, _mime(part))
    return values, uploads


def _mime(part: aiohttp.BodyPartReader) -> str:
    return part.headers.get("Content-Type", "")
