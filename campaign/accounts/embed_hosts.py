"""The sites on which an organisation lets its appeals be embedded; none until one is added."""

from __future__ import annotations

import re
from uuid import UUID

import idna
from sqlalchemy.orm import Session

from campaign.accounts.audit import record
from campaign.accounts.models import Organisation
from campaign.base.problems import Problem

MOST = 50
# A host-source of Content Security Policy 3, without wildcards: what is written there goes into a
# header, and a site with many owners (`*.example.org`) cannot be trusted as a whole.
_HOST = re.compile(r"(?=.{1,253}\Z)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z0-9-]{1,63}\Z")
_PORT = re.compile(r"[1-9][0-9]{0,4}\Z")


def hosts_from(text: str) -> list[str]:
    """The hosts in what a person typed, one a line, as they stand in the header.

    Raises Problem that names the line which is none.
    """
    lines = (line.strip() for line in text.splitlines())
    hosts = list(dict.fromkeys(_host(line) for line in lines if line))
    if len(hosts) > MOST:
        raise Problem(f"Those are {len(hosts)} sites; at most {MOST} can be named.")
    return hosts


def set_embed_hosts(session: Session, org_id: UUID, by: UUID | None, hosts: list[str]) -> None:
    """Let these sites, and no others, embed the organisation's appeals."""
    organisation = session.get_one(Organisation, org_id)
    if organisation.embed_hosts != hosts:
        organisation.embed_hosts = hosts
        words = ", ".join(hosts) or "none"
        record(session, org_id, by, "sites that may embed set", f"organisation:{org_id}", words)


def _host(line: str) -> str:
    name, _, port = line.lower().partition(":")
    try:
        name = name if name.isascii() else idna.encode(name, uts46=True).decode()
    except idna.IDNAError:
        name = ""
    if not _HOST.match(name) or (port and not _PORT.match(port)):
        raise Problem(f"“{line[:100]}” is no name of a site: write it as www.example.org.")
    return f"{name}:{port}" if port else name
