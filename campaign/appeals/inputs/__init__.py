"""What people have of an appeal becomes text: a page, a mail, a PDF, a Word document, plain text.

`text_of(bytes)` gives what `read` takes: text, or the source of a page. The kind is told by what
is in the file, never by its name. It raises UnreadableAppeal with words for people. `KINDS` are
the endings of file names to offer.
"""

from campaign.appeals.inputs.kinds import KINDS, LARGEST_FILE, LARGEST_TEXT, text_of

__all__ = ["KINDS", "LARGEST_FILE", "LARGEST_TEXT", "text_of"]
