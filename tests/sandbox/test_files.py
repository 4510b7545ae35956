"""Bytes up and down."""

from sandbox import Sandbox
from sandbox.driver import Driver
from sandbox.media import image_size
from sandbox.samples import sample
from tests.sandbox.conftest import PNG, Api

RIDER = 1001


async def test_what_a_person_sends_the_bot_can_download(
    sandbox: Sandbox, api: Api, street: Driver
) -> None:
    sent = await street.person("小李").sends_photo("看", data=PNG)
    assert sent.photo
    file = await api.result("getFile", file_id=sent.photo)

    async with api.session.get(
        f"{sandbox.api_base}/file/bot{sandbox.token}/{file['file_path']}"
    ) as response:
        assert await response.read() == PNG
    assert await street.file(sent.photo) == PNG
    assert sent.data["photo"][-1]["width"] == 640


async def test_a_file_id_can_be_sent_again_but_only_as_what_it_is(api: Api, street: Driver) -> None:
    sent = await street.person("小李").sends_photo("看", data=PNG)

    again = await api.result("sendPhoto", chat_id=RIDER, photo=sent.photo)

    assert again["photo"] == sent.data["photo"]
    assert await api.refusal("sendDocument", chat_id=RIDER, document=sent.photo) == (
        "Bad Request: can't use file of type Photo as Document"
    )


async def test_a_photo_must_be_a_picture(api: Api) -> None:
    refused = await api.upload("sendPhoto", {"photo": b"not a picture"}, chat_id=RIDER)

    assert refused["description"] == "Bad Request: IMAGE_PROCESS_FAILED"


async def test_a_file_over_twenty_megabytes_cannot_be_fetched(api: Api, street: Driver) -> None:
    big = await street.person("小李").sends_document("big.bin", b"0" * (20 * 1024 * 1024 + 1))

    refusal = await api.refusal("getFile", file_id=big.data["document"]["file_id"])

    assert refusal == "Bad Request: file is too big"


async def test_an_album_brings_its_files_by_name(api: Api) -> None:
    sent = await api.upload(
        "sendMediaGroup",
        {"one": PNG, "two": PNG + b"!"},
        chat_id=RIDER,
        media=[
            {
                "type": "photo",
                "media": "attach://one",
                "caption": "<b>一</b>",
                "parse_mode": "HTML",
            },
            {"type": "photo", "media": "attach://two"},
        ],
    )

    first, second = sent["result"]
    assert first["media_group_id"] == second["media_group_id"]
    assert first["caption_entities"] == [{"type": "bold", "offset": 0, "length": 1}]
    assert first["photo"][-1]["file_id"] != second["photo"][-1]["file_id"]


async def test_media_can_replace_the_text_of_a_card(api: Api, street: Driver) -> None:
    card = await api.result("sendMessage", chat_id=RIDER, text="案件")

    edited = await api.upload(
        "editMessageMedia",
        {"picture": PNG},
        chat_id=RIDER,
        message_id=card["message_id"],
        media={"type": "photo", "media": "attach://picture", "caption": "附照片"},
    )

    assert "text" not in edited["result"]
    assert edited["result"]["caption"] == "附照片"
    assert (await street.person("小李").private.shows("附照片")).photo


def test_the_samples_are_what_they_say() -> None:
    assert image_size(sample("photo").content)
    assert sample("document").content
    assert sample("sticker").content
