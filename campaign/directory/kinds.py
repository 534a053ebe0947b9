"""What an office is, from its title: its kind, and the personal post that it names, if any.

Titles come as appeals print them, in the languages appeals are written in; the first row that
fits decides, so a `President of the Supreme Court` is a court before he is a president.
"""

from __future__ import annotations

import re

NAMES = {
    "head_of_state": "Head of state",
    "ministry": "Ministry",
    "prosecutor": "Prosecutor",
    "court": "Court",
    "police": "Police, prison or security service",
    "parliament": "Parliament",
    "ombudsman": "Ombudsman or human rights commission",
    "embassy": "Embassy or consulate",
    "mission": "Permanent mission",
    "intergovernmental": "Intergovernmental body",
    "company": "Company",
    "other": "Other",
}

KINDS: tuple[tuple[str, str], ...] = (
    (
        "mission",
        r"permanent (mission|delegation|represent)|mission permanente|misi[oó]n permanente",
    ),
    ("embassy", r"embass|ambass|embajad|botschaft|consul|high commission(?!er)|посол|سفار|سفير"),
    (
        "intergovernmental",
        r"united nations|nations unies|european (union|commission|parliament|council)|\bOSCE\b"
        r"|council of europe|african (union|commission)|inter-?american|special rapporteur"
        r"|high commissioner|\bASEAN\b|commonwealth secretar",
    ),
    (
        "ministry",
        r"\bminist|ministerium|(?<!ad)minister(in)?\b|secretary of state"
        r"|(home|foreign) secretary|chancellor|министр|министерств|وزير|وزار|الوزراء",
    ),
    (
        "prosecutor",
        r"prosecut|attorney|procur|fiscal general|solicitor|прокур|staatsanw[aä]lt"
        r"|النائب العام|النيابة|المدعي العام",
    ),
    (
        "court",
        r"\bcourt|justice\b|judge|tribunal|judicia|magistra|cour (supr|constit)|corte"
        r"|gericht|richter|\bсуд|محكمة|القاضي",
    ),
    (
        "ombudsman",
        r"ombuds|human rights (commission|council|cent|institut)|commissioner for human rights"
        r"|public defender|d[eé]fenseur|defensor",
    ),
    (
        "parliament",
        r"parliament|national assembly|assembl[eé]e|senat|congress|speaker|chamber of|duma"
        r"|house of (rep|lords|commons)|legislat|knesset|\bdeput(y|ies) of\b",
    ),
    (
        "police",
        r"polic|national security|state security|security (service|committee|council)|gendarm"
        r"|intelligence|prison|penitentiar|carabin",
    ),
    (
        "company",
        r"\b(ltd|limited|inc|plc|llc|gmbh|corp|corporation|company|s\.a|group)\b|chief executive",
    ),
    (
        "head_of_state",
        r"president|pr[eé]sident|presidente|head of state|\bking\b|\bqueen\b|\bemir\b|\bsultan\b"
        r"|supreme leader|his majesty|her majesty|президент|pr[aä]sident"
        r"|رئيسة? الجمهورية",
    ),
)  # fmt: skip

POSTS: tuple[tuple[str, str], ...] = (
    (
        "ambassador",
        r"\bambassador|ambassad(eur|rice)|embajador|permanent representative|\bпосол\b|botschafter"
        r"|سفير",
    ),
    ("deputy_minister", r"(deputy|vice)[ -](prime )?minister|viceministr[oa]|заместитель министра"),
    (
        "prime_minister",
        r"prime minister|premi[eè]re? ministre|primera? ministr[oa]|премьер-министр|premierminister"
        r"|رئيسة? (مجلس )?الوزراء",
    ),
    (
        "minister",
        r"\bministers?\b|\bministre\b|\bministr[oa]\b|(?<!ad)minister(in)?\b|\bминистр\b|(^|\s)وزيرة?\b",
    ),
    ("cabinet_secretary", r"cabinet secretary"),
    ("secretary", r"secretary of state|home secretary|foreign secretary"),
    ("attorney_general", r"attorney[ -]general"),
    (
        "prosecutor_general",
        r"prosecutor[ -]general|general prosecutor|procureure? général|fiscal general"
        r"|генеральный прокурор|generalstaatsanw[aä]lt|النائبة? العامة?",
    ),
    (
        "prosecutor",
        r"\bprosecutor\b|\bprocureure?\b|\bfiscal\b|\bпрокурор\b|staatsanw[aä]lt(in)?\b",
    ),
    ("chief_justice", r"chief justice"),
    ("court_president", r"(president|chair\w*) of the [\w ]{0,30}(court|tribunal)"),
    ("judge", r"\bjudge\b|\bjuez\b|\bjueza\b|\bjuge\b|\bсудья\b|\brichter(in)?\b|القاضي"),
    ("parliament_chair", r"(president|chair\w*) of the [\w ]{0,20}(parliament|assembly|senate)"),
    ("speaker", r"speaker of"),
    ("ombudsman", r"\bombuds(man|person|woman)\b"),
    ("public_defender", r"public defender"),
    ("commissioner", r"\bcommissioner\b"),
    ("inspector_general", r"inspector[ -]general"),
    ("director", r"\bdirector\b|\bhead of [\w ]{0,30}service\b"),
    ("chair", r"\bchair(man|person|woman)?\b"),
    ("governor", r"\bgovernor\b"),
    ("mayor", r"\bmayor\b"),
    ("vice_president", r"vice[ -]president"),
    (
        "head_of_state",
        r"^(the |acting |interim )*(president|presidente|presidenta|présidente?|king|queen|emir"
        r"|президент|(bundes)?präsident(in)?|رئيسة? الجمهورية)\b",
    ),
)

_KINDS = [(kind, re.compile(words, re.IGNORECASE)) for kind, words in KINDS]
_POSTS = [(post, re.compile(words, re.IGNORECASE)) for post, words in POSTS]
# "Office of the President" is an institution; a letter to it greets no president.
_INSTITUTION = re.compile(
    r"(?:the )?(?:\w+ ){0,2}(?:office|cabinet(?! secretary)|ministry|secretariat"
    r"|administration|department|embassy|mission|committee|commission|council|bureau|court|ministère|ministerio"
    r"|ministerium|министерство|прокуратура|وزارة)\b",
    re.IGNORECASE,
)


def kind_of(office: str) -> str:
    """The kind of an office: one of KINDS, or `other`."""
    return next((kind for kind, words in _KINDS if words.search(office)), "other")


def post_of(office: str) -> str | None:
    """The post of a person that a title names, such as `minister`; None for an institution."""
    for part in filter(None, (part.strip() for part in office.split(","))):
        if _INSTITUTION.match(part):
            continue
        post = next((post for post, words in _POSTS if words.search(part)), None)
        if post and (post != "head_of_state" or kind_of(office) == "head_of_state"):
            return post
    return None


def conveys(kind: str) -> bool:
    """True for an office that is asked to pass on what is meant for its authorities at home."""
    return kind in ("embassy", "mission")
