"""How a naming is read back: whom it meant, and all that this person holds now."""

from cards.card import Card, Reader, listed, plain


def read_back_card(name: str, held: tuple[tuple[str, str | None], ...], reader: Reader) -> Card:
    """``held`` are the roles and the places they are held in; none of them left is said too."""
    if not held:
        return Card(plain(reader.say("role.holds_none", name=name)))
    words = (_words(role, place, reader) for role, place in held)
    return Card(plain(reader.say("role.holds", name=name, roles=listed(words, reader.say))))


def _words(role: str, place: str | None, reader: Reader) -> str:
    name = reader.say(f"role.{role}")
    return reader.say("role.at", role=name, place=place) if place else name
