"""Appeals built from parts in random layout: the parts must be found again."""

import re
import textwrap
from dataclasses import dataclass
from html import escape

from hypothesis import given, settings
from hypothesis import strategies as st

from campaign.appeals import read


@dataclass(frozen=True)
class Part:
    honorific: str | None
    name: str | None
    office: str
    address: tuple[str, ...]
    country: str
    faxes: tuple[str, ...]
    emails: tuple[str, ...]


PERSONS = [
    ("Mr.", "Temir Asanbai"),
    ("Ms.", "Gulzat Ormon-Kyzy"),
    ("H.E. Mr.", "Kubat Sary"),
    ("Dr.", "Aigul Tokobai"),
    (None, None),
]
OFFICES = [
    "Minister of Justice",
    "President of the Kyrgyz Republic",
    "Prosecutor General",
    "State Committee of National Security",
    "Office of the Ombudsman",
    "Deputy Prime Minister",
]
PLACES = [
    (("12 Plover Street", "Bishkek 720000", "Kyrgyzstan"), "KG", "+996 312 00 00 {:02}"),
    (("Heron Ave 40", "Bishkek", "Kyrgyzstan"), "KG", "+ 996312 00 00 {:02}"),
    (("Government House", "1 Old Square", "Osh", "Kyrgyzstan"), "KG", "+996 312 00-00-{:02}"),
    (("7 Lapwing Row", "London SE1 0ZZ", "United Kingdom"), "GB", "020 7946 01{:02}"),
    (("9 rue du Héron", "75000 Paris", "France"), "FR", "+33 1 99 00 00 {:02}"),
    (("1 Curlew Plaza", "Washington, DC 20000", "USA"), "US", "(202) 555-01{:02}"),
]
SENTENCES = [
    "According to the information received, he was beaten by unknown men on May 4, 2014.",
    "The Observatory fears for her safety; two of her colleagues have left the country.",
    "On the same day the office of the group was searched without a warrant.",
]
DEMANDS = [
    "Guarantee the safety of all defenders in Kyrgyzstan;",
    "Order an immediate and impartial investigation into these events;",
    "Put an end to every kind of harassment;",
    "Comply with the Declaration on Human Rights Defenders.",
]


IN_A_LINE = ("commas", "semicolons", "one paragraph", "lines ended by semicolons")


@st.composite
def parts(draw: st.DrawFn) -> list[Part]:
    people = draw(st.permutations(PERSONS))
    offices = draw(st.permutations(OFFICES))
    count = draw(st.integers(min_value=1, max_value=5))
    result = []
    for n in range(count):
        place, country, pattern = draw(st.sampled_from(PLACES))
        faxes = tuple(pattern.format(10 * n + k) for k in range(draw(st.integers(1, 2))))
        emails = tuple(f"box{n}{k}@example.org" for k in range(draw(st.integers(0, 2))))
        result.append(Part(*people[n], offices[n], place, country, faxes, emails))
    return result


@dataclass(frozen=True)
class Layout:
    address_heading: str
    action_heading: str
    story_heading: str
    mark: str
    labels: tuple[str, ...]
    form: str
    fax_label: str
    email_label: str
    fax_join: str
    email_join: str
    end: str
    code: str
    width: int | None
    page: bool
    footer: str
    phone: str
    title_on_own_line: bool
    office_first: bool


layouts = st.builds(
    Layout,
    address_heading=st.sampled_from(["Addresses:\n\n", "ADDRESSES\n\n", "Addresses\n", ""]),
    action_heading=st.sampled_from(
        [
            "Actions requested:\n\n",
            "Action requested\n\n",
            "Please write to the authorities of Kyrgyzstan urging them to:\n\n",
            "Actions requested:\n\nThe Observatory urges the authorities to:\n\n",
        ]
    ),
    story_heading=st.sampled_from(
        ["Description of the situation:\n\n", "Brief description of the situation\n\n", ""]
    ),
    mark=st.sampled_from(["· ", "• ", "- ", "* ", "– ", "◼ ", "▪\t", "•"]),
    labels=st.sampled_from(
        [
            ("i. ", "ii. ", "iii. ", "iv. "),
            ("1) ", "2) ", "3) ", "4) "),
            ("1. ", "2. ", "3. ", "4. "),
            ("(i) ", "(ii) ", "(iii) ", "(iv) "),
            ("a) ", "b) ", "c) ", "d) "),
            ("- ", "- ", "- ", "- "),
        ]
    ),
    form=st.sampled_from(
        [
            "commas",
            "semicolons",
            "lines",
            "trailing commas",
            "marked lines",
            "spaced",
            "one paragraph",
            "lines ended by semicolons",
            "unparted",
        ]
    ),
    fax_label=st.sampled_from(["Fax: ", "Fax. ", "Faxes: ", "Fax : ", "FAX: ", "Fax:\u00a0"]),
    email_label=st.sampled_from(["E-mail: ", "Email: ", "E-mails : ", "email:"]),
    fax_join=st.sampled_from([" / ", " or ", ", ", "; ", "/"]),
    email_join=st.sampled_from([", ", " / ", "; "]),
    end=st.sampled_from(["\n", "\r\n"]),
    width=st.sampled_from([None, None, 70, 84, 100]),
    page=st.sampled_from([False, False, True]),
    footer=st.sampled_from(
        ["", "", "Page 2 of 3\n", "{code} - The Observatory\nPage 2\n", "- 2 -\n"]
    ),
    phone=st.sampled_from(["", "", "Tel: +44 20 7946 0999", "Phone: +44 20 7946 0999"]),
    title_on_own_line=st.booleans(),
    office_first=st.booleans(),
    code=st.sampled_from(
        ["KGZ 002 / 0514 / OBS 020", "KGZ 002/0514/OBS020", "KGZ002 /0514 / OBS 020"]
    ),
)


def block(part: Part, layout: Layout) -> str:
    person = [" ".join(filter(None, (part.honorific, part.name)))] if part.name else []
    contacts = [layout.fax_label + layout.fax_join.join(part.faxes)]
    if part.emails:
        contacts.append(layout.email_label + layout.email_join.join(part.emails))
    if layout.phone:
        contacts.insert(0, layout.phone)
    who = [*person, part.office]
    if layout.form not in IN_A_LINE and part.name:
        if layout.office_first:
            who = [part.office, *person]
        elif layout.title_on_own_line and part.honorific:
            who = [part.honorific, part.name, part.office]
    fields = [*who, *part.address, *contacts]
    match layout.form:
        case "commas":
            return fill(layout.mark + ", ".join(fields), layout) + "\n"
        case "semicolons":
            return fill(layout.mark + "; ".join(fields), layout) + "\n"
        case "lines":
            return "\n".join(fields) + "\n\n"
        case "one paragraph":
            return ", ".join(fields) + "; "
        case "lines ended by semicolons":
            return fill(", ".join(fields) + ";", layout) + "\n"
        case "trailing commas":
            return ",\n".join(fields) + "\n\n"
        case "marked lines":
            return layout.mark + "\n".join(fields) + "\n"
        case "spaced":
            return "\n\n".join(fields) + "\n\n"
        case _:
            return "\n".join(fields) + "\n"


def fill(text: str, layout: Layout) -> str:
    if layout.width is None or layout.page:
        return text
    return textwrap.fill(text, layout.width, break_long_words=False, break_on_hyphens=False)


def as_page(text: str) -> str:
    """The same text as a web page: a paragraph for each block, a break for each line."""
    blocks = [escape(block.strip()) for block in re.split(r"\n\s*\n", text)]
    body = "".join(f"<p>{block}</p>\n" for block in blocks).replace("\t", " ")
    return "<html><body>" + re.sub(r"(?<!>)\n", "<br>", body) + "</body></html>"


def build(people: list[Part], story: list[str], demands: list[str], layout: Layout) -> str:
    text = "Kyrgyzstan: A headline about a defender\n\n"
    text += f"{layout.code}\nHarassment / Threats\nMay 5, 2014\n\n"
    formula = (
        "The Observatory for the Protection of Human Rights Defenders, a joint programme of FIDH "
        "and OMCT, requests your urgent intervention in the following situation in Kyrgyzstan."
    )
    text += fill(formula, layout) + "\n\n"
    text += layout.story_heading
    text += "\n\n".join(fill(p, layout) for p in story) + "\n\n" + layout.action_heading
    listed = zip(layout.labels, demands, strict=False)
    text += "".join(fill(mark + demand, layout) + "\n\n" for mark, demand in listed)
    blocks = [block(part, layout) for part in people]
    footer = layout.footer.format(code=layout.code)
    if layout.form == "one paragraph":
        text += layout.address_heading + "".join(blocks) + "\n"
    else:
        text += layout.address_heading + blocks[0] + (footer + "".join(blocks[1:]))
    text += "\nPlease also write to diplomatic representations of Kyrgyzstan in your country.\n\n"
    text += "Paris-Geneva, May 5, 2014\n\nKindly inform us of any action undertaken.\n"
    return as_page(text) if layout.page else text.replace("\n", layout.end)


@settings(max_examples=150, deadline=None)
@given(
    people=parts(),
    story=st.lists(st.sampled_from(SENTENCES), min_size=1, max_size=3, unique=True),
    demands=st.integers(1, 4).map(lambda n: DEMANDS[:n]),
    layout=layouts,
)
def test_parts_are_found_again_in_any_layout(people, story, demands, layout):
    appeal = read(build(people, story, demands, layout))
    assert appeal.code == "KGZ 002 / 0514 / OBS 020"
    assert appeal.code_as_printed == layout.code
    assert appeal.title == "Kyrgyzstan: A headline about a defender"
    assert appeal.categories == ("Harassment", "Threats")
    assert (appeal.date, appeal.country, appeal.place) == ("2014-05-05", "KG", "Paris-Geneva")
    assert list(appeal.description) == story
    assert [action.text for action in appeal.actions] == demands
    assert (appeal.asks_diplomatic, appeal.asks_report) == (True, True)
    found = [
        (r.honorific, r.name, r.office, r.address, r.country, len(r.faxes), r.emails)
        for r in appeal.recipients
    ]
    assert found == [
        (p.honorific, p.name, p.office, ", ".join(p.address), p.country, len(p.faxes), p.emails)
        for p in people
    ]
    assert len({fax for r in appeal.recipients for fax in r.faxes}) == sum(
        len(p.faxes) for p in people
    )
