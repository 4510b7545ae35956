"""Certificates 志愿服务证明 as they were issued; never changed."""

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy import Connection
from sqlalchemy.dialects import postgresql

from domain.answers import Json
from domain.certificates import Certificate, Content, Line
from domain.hours import HourKind
from storage.tables import certificates, hours


def _certificate(row: sa.Row[tuple[Json, ...]]) -> Certificate:
    kept = row.content
    return Certificate(
        row.id,
        row.community_id,
        row.person_id,
        row.number,
        row.name,
        kept["issuer"],
        Content(
            first_on=date.fromisoformat(row.first_on),
            last_on=date.fromisoformat(row.last_on),
            verified_minutes=row.verified_minutes,
            declared_minutes=row.declared_minutes,
            services=tuple((service, minutes) for service, minutes in kept["services"]),
            lines=tuple(_line(*one) for one in kept["lines"]),
            more=kept["more"],
        ),
        row.issued_at,
    )


def _kept(issuer: str, content: Content) -> dict[str, Json]:
    return {
        "issuer": issuer,
        "services": content.services,
        "lines": [
            [one.on.isoformat(), one.service, one.kind.value, one.minutes, one.words]
            for one in content.lines
        ],
        "more": content.more,
    }


def _line(on: str, service: str, kind: str, minutes: int, words: str) -> Line:
    return Line(date.fromisoformat(on), service, HourKind(kind), minutes, words)


def add_certificate(
    tx: Connection,
    *,
    community_id: int,
    person_id: int,
    number: str,
    name: str,
    issuer: str,
    content: Content,
    source: str,
    now: datetime,
) -> int | None:
    """Issue one; ``None`` where the number is another's, or this ``source`` has issued one."""
    made: int | None = tx.execute(
        postgresql.insert(certificates)
        .values(
            community_id=community_id,
            person_id=person_id,
            number=number,
            name=name,
            first_on=content.first_on.isoformat(),
            last_on=content.last_on.isoformat(),
            verified_minutes=content.verified_minutes,
            declared_minutes=content.declared_minutes,
            content=_kept(issuer, content),
            source=source,
            issued_at=now,
        )
        .on_conflict_do_nothing()
        .returning(certificates.c.id)
    ).scalar_one_or_none()
    return made


def get_certificate(tx: Connection, certificate_id: int) -> Certificate:
    return _certificate(
        tx.execute(sa.select(certificates).where(certificates.c.id == certificate_id)).one()
    )


def find_own(
    tx: Connection, certificate_id: int, *, community_id: int, person_id: int
) -> Certificate | None:
    row = tx.execute(
        sa.select(certificates).where(
            certificates.c.id == certificate_id,
            certificates.c.community_id == community_id,
            certificates.c.person_id == person_id,
        )
    ).one_or_none()
    return _certificate(row) if row else None


def find_certificate(tx: Connection, number: str) -> Certificate | None:
    """By its number, whichever community issued it: whoever holds a certificate may check it."""
    row = tx.execute(sa.select(certificates).where(certificates.c.number == number)).one_or_none()
    return _certificate(row) if row else None


def find_by_source(tx: Connection, source: str) -> int | None:
    found: int | None = tx.execute(
        sa.select(certificates.c.id).where(certificates.c.source == source)
    ).scalar_one_or_none()
    return found


def list_latest(
    tx: Connection, *, community_id: int, person_id: int, limit: int
) -> list[Certificate]:
    """Somebody's, the newest first."""
    rows = tx.execute(
        sa.select(certificates)
        .where(certificates.c.community_id == community_id, certificates.c.person_id == person_id)
        .order_by(certificates.c.id.desc())
        .limit(limit)
    )
    return [_certificate(row) for row in rows]


def is_corrected_since(tx: Connection, certificate: Certificate) -> bool:
    """Whether something that it counts has been taken back after it was issued."""
    taken_back = hours.alias()
    found = tx.execute(
        sa.select(hours.c.id)
        .join(taken_back, taken_back.c.id == hours.c.reverses_id)
        .where(
            hours.c.community_id == certificate.community_id,
            hours.c.person_id == certificate.person_id,
            hours.c.held_on.between(
                certificate.content.first_on.isoformat(), certificate.content.last_on.isoformat()
            ),
            hours.c.entered_at > certificate.issued_at,
            taken_back.c.entered_at <= certificate.issued_at,
        )
        .limit(1)
    )
    return found.first() is not None
