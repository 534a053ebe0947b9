"""The HTML of a mail as plain text: no links, no pictures, nothing that was only to be executed."""

from __future__ import annotations

import re

from selectolax.lexbor import LexborHTMLParser

LONGEST = 1_000_000  # characters
TAGS = 10_000  # a parser's time grows with the square of the depth of nesting

_TAG = re.compile(  # up to its name, then attributes as browsers find them, in linear time
    r"""(</?[a-z][^\s/>]*+)
        (?: [^>=/]++ | /(?!>) | =\s*+ (?: "[^"]*+"?+ | '[^']*+'?+ )?+ )*+
        (/?+) >?+""",
    re.IGNORECASE | re.VERBOSE,
)
_UNSEEN = ["script", "style", "head", "title", "template", "noscript", "object", "svg", "iframe"]
_BLOCKS = {"p", "div", "br", "tr", "li", "ul", "ol", "table", "hr", "pre", "blockquote"}
_BLOCKS |= {"h1", "h2", "h3", "h4", "h5", "h6", "section", "article", "address"}


def as_text(html: str) -> str:
    """The words of a page, a line a block; quotations are marked as in a plain mail."""
    body = LexborHTMLParser(_bearable(html)).body
    if body is None:
        return ""
    body.strip_tags(_UNSEEN)
    pieces: list[str] = []
    waiting = [(body.first_child, False)]
    while waiting:
        node, quoted = waiting.pop()
        if node is None:
            continue
        inside = quoted or node.tag == "blockquote"
        waiting += [(node.next, quoted), (node.first_child, inside)]
        if node.tag in _BLOCKS:
            pieces.append("\n> " if inside else "\n")
        elif node.tag == "td":
            pieces.append(" ")
        elif node.tag == "-text":
            pieces.append(re.sub(r"\s+", " ", node.text_content or ""))
    lines = (" ".join(line.split()) for line in "".join(pieces).split("\n"))
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def _bearable(html: str) -> str:
    """No more tags than the parser can bear, and no attributes.

    Words need none, and a parser compares each attribute of a tag with all others. Where this is
    mistaken over what a tag is, words may be lost; still none keeps anything behind its name.
    """
    html = html[:LONGEST]
    for number, tag in enumerate(re.finditer("<", html)):
        if number == TAGS:
            html = html[: tag.start()]
            break
    return _TAG.sub(r"\1\2>", html)
