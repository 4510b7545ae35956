"""Certificates 志愿服务证明: asked for, handed over as a paper, and checked by anybody."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from cards.card import Button, Card, Drawing, Media, Press, Reader, bold, listed, plain, rows
from cards.length import shorten
from cards.services import say_service
from domain.answers import Json
from domain.certificates import EVERYTHING, Certificate
from domain.hours import say_hours
from domain.people import mask_name

NAME_WORDS = 64
LINE_WORDS = 80


@dataclass(frozen=True)
class Choice:
    """Of which years there are hours, and what was issued lately."""

    years: Sequence[int]
    issued: Sequence[Certificate]


def choice_card(choice: Choice, to: Reader) -> Card:
    """Of which time it shall be; or one of before once more."""
    lines = [bold(to.say("certificate.ask")), *plain(to.say("certificate.ask_more"))]
    periods = [
        Button(to.say("certificate.year", year=year), Press("hours.certify_for", 0, arg=str(year)))
        for year in reversed(choice.years)
    ]
    periods.append(
        Button(to.say("certificate.everything"), Press("hours.certify_for", 0, arg=EVERYTHING))
    )
    again = [
        Button(to.say("certificate.again", number=one.number), Press("hours.certificate", one.id))
        for one in choice.issued
    ]
    return Card(tuple(lines), rows(periods, width=3) + rows(again, width=1))


def certificate_card(certificate: Certificate, to: Reader, *, paper: Reader) -> Card:
    """The document, and how others find out that it is genuine. ``to`` reads the message, ``paper``
    says in which words and by which clock the certificate is written.
    """
    content = certificate.content
    lines = [
        bold(to.say("certificate.is_here", number=certificate.number)),
        *plain(
            _span(certificate, to),
            _hours(certificate, to),
            to.say("certificate.tell", number=certificate.number),
        ),
    ]
    if not content.verified_minutes:
        lines += plain(to.say("certificate.only_declared"))
    drawing = Drawing(
        "certificate",
        paper_facts(certificate, paper),
        paper.say("certificate.file", number=certificate.number),
    )
    return Card(tuple(lines), media=(Media("document", drawing=drawing),))


def checked_card(certificate: Certificate, to: Reader, *, is_corrected: bool) -> Card:
    """What anybody may know who has the number."""
    lines = [
        bold(to.say("certificate.genuine", number=certificate.number)),
        *plain(
            to.say("certificate.whose", who=mask_name(certificate.name)),
            _span(certificate, to),
            _hours(certificate, to),
            to.say(
                "certificate.issued", issuer=certificate.issuer, day=_issued_on(certificate, to)
            ),
        ),
    ]
    if is_corrected:
        lines += plain(to.say("certificate.corrected", issuer=certificate.issuer))
    return Card(tuple(lines))


def paper_facts(certificate: Certificate, to: Reader) -> dict[str, Json]:
    """Every word that stands on the paper."""
    content = certificate.content
    spans = {"first": _day(content.first_on, to), "last": _day(content.last_on, to)}
    fields, total = _fields(certificate, to, spans), say_hours(content.minutes)
    day = _issued_on(certificate, to)
    more = to.say("certificate.more", count=content.more) if content.more else ""
    return {
        "title": to.say("certificate.title"),
        "number": certificate.number,
        "numbered": to.say("certificate.numbered", number=certificate.number),
        "language": to.say("certificate.language"),
        "issued_at": certificate.issued_at.astimezone(to.zone).isoformat(),
        "words": to.say("certificate.certifies", who=fields["name"], hours=total, **spans),
        "fields": [[to.say(f"certificate.field_{key}"), said] for key, said in fields.items()],
        "check": to.say("certificate.check", number=certificate.number),
        "signature": [
            to.say("certificate.sealed", issuer=certificate.issuer),
            to.say("certificate.signed"),
            to.say("certificate.dated", day=day),
        ],
        "list_title": to.say("certificate.list", count=len(content.lines)),
        "columns": [
            to.say(f"certificate.column_{key}")
            for key in ("day", "service", "kind", "hours", "words")
        ],
        "lines": _lines(certificate, to),
        "more": more,
        "start": f"cert_{certificate.number}",
    }


def _fields(certificate: Certificate, to: Reader, spans: Mapping[str, str]) -> dict[str, str]:
    """What a certificate has to say, each under its name."""
    content = certificate.content
    services = [
        to.say("certificate.of_service", service=say_service(one, to), hours=say_hours(minutes))
        for one, minutes in content.services
    ]
    return {
        "name": shorten(certificate.name, NAME_WORDS),
        "span": to.say("certificate.paper_span", **spans),
        "verified": to.say("certificate.verified", hours=say_hours(content.verified_minutes)),
        "declared": to.say("certificate.declared", hours=say_hours(content.declared_minutes)),
        "services": listed(services, to.say),
        "issuer": certificate.issuer,
    }


def _lines(certificate: Certificate, to: Reader) -> list[list[str]]:
    return [
        [
            one.on.isoformat(),
            say_service(one.service, to),
            to.say(f"certificate.kind_{one.kind.value}"),
            say_hours(one.minutes),
            shorten(one.words.replace("\n", " "), LINE_WORDS),
        ]
        for one in certificate.content.lines
    ]


def _span(certificate: Certificate, to: Reader) -> str:
    content = certificate.content
    first, last = _day(content.first_on, to), _day(content.last_on, to)
    return to.say("certificate.span", first=first, last=last)


def _hours(certificate: Certificate, to: Reader) -> str:
    content = certificate.content
    return to.say(
        "certificate.hours",
        verified=say_hours(content.verified_minutes),
        declared=say_hours(content.declared_minutes),
    )


def _day(day: date, to: Reader) -> str:
    return to.say("certificate.day", year=day.year, month=day.month, day=day.day)


def _issued_on(certificate: Certificate, to: Reader) -> str:
    return _day(certificate.issued_at.astimezone(to.zone).date(), to)
