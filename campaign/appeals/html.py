"""A web page as lines of text: one block a paragraph, one list item a line, one table row a block.

Nothing is rendered that a reader does not see: scripts, styles, menus, hidden parts.
"""

import re
from urllib.parse import unquote

from selectolax.lexbor import LexborHTMLParser, LexborNode

from campaign.appeals.codes import find_codes
from campaign.appeals.emails import has_address

_LOOKS_LIKE_HTML = re.compile(
    r"<(?:!doctype html|html|body|p|div|br|table|ul|ol|li|h[1-6]|span|article|section)\b"
    r"[^<>]{0,900}>",
    re.IGNORECASE,
)
_UNSEEN = {"script", "style", "noscript", "template", "head", "nav", "aside", "form", "button"}
_UNSEEN |= {"svg", "iframe", "select", "object", "video", "audio", "title", "-comment"}
_FURNITURE = {"menu", "nav", "navbar", "breadcrumb", "breadcrumbs", "share", "social", "cookie"}
_FURNITURE |= {"cookies", "sidebar", "related", "newsletter", "footer", "skip", "sharing", "topbar"}
_BLOCKS = {"p", "div", "h1", "h2", "h3", "h4", "h5", "h6", "section", "article", "main", "header"}
_BLOCKS |= {"footer", "blockquote", "address", "dl", "dt", "dd", "figure", "center", "hr", "pre"}
_SPACES = re.compile(r"[ \t\r\n\f]+")
_COLUMN = re.compile(
    r"(?:t[eé]l[eé])?fax|t[eé]l[eé]copie\w{0,3}|e-?mail|courriel|correo(?: electr[oó]nico)?"
    r"|t[eé]l\w*"
    r"|phone|n(?:ame|om|ombre)|cargo|fonction|(?:postal )?address|adresse|direcci[oó]n"
    r"|факс|эл\. ?почта|телефон|имя|ф\.?и\.?о\.?|должность|адрес"
    r"|(?:ال)?(?:فاكس|بريد(?: (?:ال)?إلكتروني)?|هاتف|اسم|منصب|صفة|عنوان)",
    re.IGNORECASE,
)
_VAGUE_COLUMN = re.compile(
    r"contact|recipient|authorit|autorit|autoridad|coordonn|detail|destinat|#|n[o°º]\.?\Z|№"
    r"|адресат|контакт|орган|(?:ال)?جهة|(?:ال)?سلطة",
    re.IGNORECASE,
)
_CLICK_HERE = re.compile(r"e-?mail|click|here|protected|write|contact|mail", re.IGNORECASE)
_ROMAN = (
    *("i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x"),
    *("xi", "xii", "xiii", "xiv", "xv", "xvi", "xvii", "xviii", "xix", "xx"),
)
_DEEPEST = 120
MAX_TAGS = 20_000  # a parser's time grows with the square of the depth of nesting


def looks_like_html(source: str) -> bool:
    """Tell whether the source is a page rather than plain text."""
    return _LOOKS_LIKE_HTML.search(source[:20_000]) is not None


def html_text(source: str) -> str:
    """Return the page as text; list markers and table headings become part of the lines."""
    body = LexborHTMLParser(source).body
    if body is None:
        return ""
    return _children(_content(body), 0)


def _content(body: LexborNode) -> LexborNode:
    """Return the article of the page if it holds the headline, else the whole body."""
    for wanted in ("article", "main"):
        nodes = body.css(wanted)
        if len(nodes) == 1 and (nodes[0].css_first("h1") or not body.css_first("h1")):
            return nodes[0]
    return body


def _children(node: LexborNode, depth: int) -> str:
    parts = []
    child = node.first_child
    while child is not None:
        parts.append(_render(child, depth + 1))
        child = child.next
    return "".join(parts)


def _render(node: LexborNode, depth: int) -> str:
    tag = node.tag or ""
    if tag == "-text":
        return _SPACES.sub(" ", node.text_content or "")
    if tag in _UNSEEN or tag.startswith("-") or _is_furniture(node):
        return ""
    if depth > _DEEPEST:
        return _SPACES.sub(" ", node.text())
    if tag == "br":
        return "\n"
    if tag in ("ul", "ol"):
        return _list(node, depth)
    if tag == "table":
        return _table(node, depth)
    if tag == "a":
        return _link(node, depth)
    inner = _children(node, depth)
    if tag == "pre":
        return f"\n\n{node.text()}\n\n"
    if tag == "sup" and inner.strip().isdecimal():
        return f"[{inner.strip()}]"
    return f"\n\n{inner}\n\n" if tag in _BLOCKS else inner


def _is_furniture(node: LexborNode) -> bool:
    """Tell whether the element is hidden or a part of the site rather than of the appeal."""
    attributes = node.attributes
    style = (attributes.get("style") or "").replace(" ", "").casefold()
    if "hidden" in attributes or "display:none" in style:
        return True
    names = f"{attributes.get('class') or ''} {attributes.get('id') or ''}".casefold()
    words = set(re.split(r"[\s_-]+", names))
    if node.tag == "footer":
        words.add("footer")
    if not words & _FURNITURE:
        return False
    text = node.text()
    return len(text) < 1500 and "[1]" not in text and next(find_codes(text), None) is None


def _list(node: LexborNode, depth: int) -> str:
    """Render a list: `1.` for ordered items, bullets otherwise, nested ones always indented."""
    nested = _inside(node, {"ul", "ol"})
    number = int(start) if (start := node.attributes.get("start") or "1").isdecimal() else 1
    lines = []
    child = node.first_child
    while child is not None:
        content = _children(child, depth + 1) if child.tag == "li" else _render(child, depth + 1)
        content = "\n".join(line.rstrip() for line in content.split("\n") if line.strip())
        if content and child.tag == "li":
            if node.tag == "ol" and not nested:
                mark = _ordinal(number, node.attributes.get("type")) + "."
                number += 1
            else:
                mark = "    •" if nested else "•"
            content = f"{mark} {content.lstrip()}"
        if content:
            lines.append(content)
        child = child.next
    block = "\n".join(lines)
    return f"\n{block}\n" if nested else f"\n\n{block}\n\n"


def _ordinal(number: int, kind: str | None) -> str:
    if kind in ("i", "I") and 0 < number <= len(_ROMAN):
        return _ROMAN[number - 1]
    if kind in ("a", "A") and 0 < number <= 26:
        return chr(ord("a") + number - 1)
    return str(number)


def _inside(node: LexborNode, tags: set[str]) -> bool:
    parent = node.parent
    while parent is not None:
        if parent.tag in tags:
            return True
        parent = parent.parent
    return False


def _table(node: LexborNode, depth: int) -> str:
    """Render each row as a block of lines, a cell a line behind its column's heading."""
    if node.css_first("table table, td ul, td ol, td h1, td h2, td h3"):
        return _layout_table(node, depth)
    blocks = []
    columns: list[str] = []
    for row in node.css("tr"):
        cells = [cell for cell in _elements(row) if cell.tag in ("td", "th")]
        texts = [_cell(cell, depth) for cell in cells]
        if not columns and len(cells) > 1 and _is_heading_row(cells, texts):
            columns = ["" if _VAGUE_COLUMN.match(text) else text.rstrip(":") for text in texts]
            continue
        if len(cells) == 2 and cells[0].tag == "th":
            blocks.append(f"{texts[0].rstrip(':')}: {texts[1]}")
            continue
        named = zip(texts, columns + [""] * len(texts), strict=False)
        lines = [f"{column}: {text}" if column else text for text, column in named if text]
        blocks.append("\n".join(line for line in lines if not line.isdecimal()) + "\n")
    return "\n\n" + "\n".join(blocks) + "\n\n"


def _is_heading_row(cells: list[LexborNode], texts: list[str]) -> bool:
    if all(cell.tag == "th" for cell in cells):
        return True
    known = sum(_COLUMN.fullmatch(text) is not None for text in texts)
    return known > 1 and all(len(text) < 30 for text in texts)


def _layout_table(node: LexborNode, depth: int) -> str:
    """Render a table that only places paragraphs on the page as those paragraphs."""
    cells = node.css("td, th")
    return "".join(
        f"\n\n{_children(cell, depth + 1)}\n\n" for cell in cells if not cell.css_first("table")
    )


def _cell(cell: LexborNode, depth: int) -> str:
    lines = [line.strip(" ,") for line in _children(cell, depth + 1).split("\n")]
    return ", ".join(line for line in lines if line)


def _elements(node: LexborNode) -> list[LexborNode]:
    elements = []
    child = node.first_child
    while child is not None:
        elements.append(child)
        child = child.next
    return elements


def _link(node: LexborNode, depth: int) -> str:
    """Render a link as its text; a `mailto:` or a protected address as the address behind it."""
    inner = _children(node, depth)
    hidden = _protected_address(node) or _mailto_address(node)
    if not hidden or hidden.casefold() in inner.casefold():
        return inner
    if has_address(inner):
        return f"{inner}, {hidden}"
    return hidden if _CLICK_HERE.search(inner) else f"{inner}, E-mail: {hidden}"


def _mailto_address(node: LexborNode) -> str | None:
    href = (node.attributes.get("href") or "").strip()
    if not href.casefold().startswith("mailto:"):
        return None
    return unquote(href[len("mailto:") :].partition("?")[0]).strip() or None


def _protected_address(node: LexborNode) -> str | None:
    """Undo the page's protection of an address against harvesters, which is only an XOR."""
    shield = node if "data-cfemail" in node.attributes else node.css_first("[data-cfemail]")
    coded = (shield.attributes.get("data-cfemail") if shield else None) or (
        (node.attributes.get("href") or "").partition("email-protection#")[2]
    )
    try:
        data = bytes.fromhex(coded)
        address = bytes(byte ^ data[0] for byte in data[1:]).decode()
    except (ValueError, IndexError):
        return None
    return address if has_address(address) else None
