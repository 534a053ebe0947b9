"""Whether a zipped document is safe to unpack: told by its list of contents, before it is."""

import io
import re
import zipfile

from campaign.appeals.lines import UnreadableAppeal

_ENTRIES = 1_000
_UNPACKED = 50_000_000  # bytes of everything, pictures too
_XML = 4_000_000  # bytes of what is parsed
_RATIO = 300
_DECLARED = re.compile(rb"""encoding\s{0,3}=\s{0,3}["']([\w.-]{1,40})["']""")
_ENCODINGS = {b"utf-8", b"utf-16", b"us-ascii", b"ascii"}
BROKEN = "This Word document cannot be opened: it is damaged or incomplete. Please paste the text."
_HEAVY = "This document unpacks to far more than an appeal. Please paste the text."
_STRANGE = "This document has parts that no Word document needs, and was not read."
_OTHER = (
    "This is an archive or a document of another kind. Please save it as .docx or PDF, "
    "or paste the text."
)


def check_archive(data: bytes) -> None:
    """Raise UnreadableAppeal for what is no Word document, or would do harm when unpacked."""
    if data.count(b"PK\x01\x02") > 2 * _ENTRIES:
        raise UnreadableAppeal(_HEAVY)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            _check(archive)
    except UnreadableAppeal:
        raise
    except Exception as error:  # of zipfile and zlib: a part that is cut, locked or none at all
        raise UnreadableAppeal(BROKEN) from error


def _check(archive: zipfile.ZipFile) -> None:
    entries = archive.infolist()
    if "[Content_Types].xml" not in archive.namelist():
        raise UnreadableAppeal(_OTHER)
    unpacked = sum(entry.file_size for entry in entries)
    packed = sum(entry.compress_size for entry in entries)
    xml = [entry for entry in entries if entry.filename.lower().endswith((".xml", ".rels"))]
    if len(entries) > _ENTRIES or unpacked > _UNPACKED or unpacked > _RATIO * (packed + 10_000):
        raise UnreadableAppeal(_HEAVY)
    if sum(entry.file_size for entry in xml) > _XML:
        raise UnreadableAppeal(_HEAVY)
    for entry in xml:
        part = archive.read(entry).replace(b"\x00", b"")
        declared = _DECLARED.search(part[:200])
        if b"<!DOCTYPE" in part or b"<!ENTITY" in part:
            raise UnreadableAppeal(_STRANGE)
        if declared and declared[1].lower() not in _ENCODINGS:
            raise UnreadableAppeal(_STRANGE)
