"""An appeal in a few lines for a person at a terminal."""

from collections.abc import Iterator

from campaign.appeals.model import Appeal, RecipientEntry


def summary(appeal: Appeal) -> str:
    """Return title, code, requests, recipients and doubts, a line each."""
    return "\n".join(_lines(appeal))


def _lines(appeal: Appeal) -> Iterator[str]:
    yield appeal.title or "(no title)"
    facts = (appeal.code, appeal.kind.replace("_", " "), appeal.country, appeal.date)
    yield "  ".join(fact for fact in facts if fact)
    if appeal.categories:
        yield "About: " + ", ".join(appeal.categories)
    yield f"{len(appeal.description)} paragraphs, {len(appeal.footnotes)} footnotes"
    yield f"Requests ({len(appeal.actions)}):"
    for action in appeal.actions:
        more = f" (+{len(action.items)} points)" if action.items else ""
        yield f"  {action.label or '•'}  {_short(action.text)}{more}"
    yield f"Recipients ({len(appeal.recipients)}):"
    for recipient in appeal.recipients:
        yield "  " + _recipient(recipient)
    if appeal.warnings:
        yield f"Please check ({len(appeal.warnings)}):"
    for doubt in appeal.warnings:
        yield f"  {doubt.field}: {doubt.message}"


def _recipient(recipient: RecipientEntry) -> str:
    person = " ".join(part for part in (recipient.honorific, recipient.name) if part)
    who = ", ".join(part for part in (person, recipient.office) if part) or "(nobody named)"
    ways = [f"fax {number}" for number in recipient.faxes]
    ways += [f"phone {number}" for number in recipient.phones]
    ways += list(recipient.emails)
    if recipient.email_blanked:
        ways.append("e-mail removed from the text")
    if recipient.address:
        ways.append(f"post to {recipient.address}")
    copy = "copy to " if recipient.copy else ""
    return f"{copy}{who} [{recipient.country or '?'}]: {'; '.join(ways) or 'no address'}"


def _short(text: str) -> str:
    return text if len(text) <= 90 else text[:89] + "…"
