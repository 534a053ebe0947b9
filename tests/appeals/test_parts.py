"""Appeals built of parts, laid out at random, and the same parts found again."""

from dataclasses import dataclass
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from campaign.appeals import UnreadableAppeal, as_json, read
from campaign.appeals.schemes import find_family_codes, parse_family_code


@dataclass(frozen=True)
class Words:
    """What an appeal in a language is built of; `recipients` are title, name, office, street."""

    title: str
    story: tuple[str, ...]
    asks: str
    demands: tuple[str, ...]
    send: str
    copies: str
    recipients: tuple[tuple[str, str, str, str], ...]
    day: str  # how the language prints 9 June 2022
    country: str
    fax: str
    email: str


WORDS = {
    "en": Words(
        title="Kenya: Two teachers held without charge",
        story=(
            "Two teachers of the village school were taken from their homes on the first of May "
            "by men in plain clothes, and nobody has told their families why.",
            "A lawyer who asked for them at the barracks was sent away with threats, and the "
            "families have been waiting at the gate since that day.",
        ),
        asks="The Example League urges the authorities in Kenya to:",
        demands=(
            "release both teachers at once;",
            "let a doctor see them without delay;",
            "tell their families where they are held.",
        ),
        send="Please send your letters to:",
        copies="Copies to:",
        recipients=(
            ("Mr", "Amos Wanderi", "Minister of Justice", "12 Heron Street"),
            ("Ms", "Jane Otieno-Lark", "Attorney General", "4 Plover Road"),
            ("Dr", "Peter Swift", "Director of Prisons", "77 Ibis Avenue"),
        ),
        day="9 June 2022",
        country="Kenya",
        fax="Fax",
        email="Email",
    ),
    "fr": Words(
        title="Kenya : deux enseignants détenus sans inculpation",
        story=(
            "Deux enseignants de l'école du village ont été emmenés de leur domicile le premier "
            "mai par des hommes en civil, et personne n'a dit pourquoi à leurs familles.",
            "Une avocate qui les cherchait à la caserne a été renvoyée avec des menaces, et les "
            "familles attendent devant la porte depuis ce jour.",
        ),
        asks="La Ligue Exemple demande aux autorités du Kenya de :",
        demands=(
            "libérer immédiatement les deux enseignants ;",
            "les faire examiner sans délai par un médecin ;",
            "dire à leurs familles où ils sont détenus.",
        ),
        send="Écrivez à :",
        copies="Copie à :",
        recipients=(
            ("M.", "Amos Wanderi", "Ministre de la Justice", "12 rue du Héron"),
            ("Mme", "Jeanne Otieno-Lark", "Procureure générale", "4 rue du Pluvier"),
            ("M.", "Pierre Martinet", "Directeur des prisons", "77 avenue de l'Ibis"),
        ),
        day="9 juin 2022",
        country="Kenya",
        fax="Fax",
        email="Courriel",
    ),
    "es": Words(
        title="Kenia: dos maestros detenidos sin cargos",
        story=(
            "Dos maestros de la escuela del pueblo fueron llevados de sus casas el primero de "
            "mayo por hombres vestidos de civil, y nadie ha dicho por qué a sus familias.",
            "Una abogada que preguntó por ellos en el cuartel fue expulsada con amenazas, y las "
            "familias esperan ante la puerta desde aquel día.",
        ),
        asks="La Liga Ejemplo solicita a las autoridades de Kenia:",
        demands=(
            "liberar de inmediato a los dos maestros;",
            "permitir que un médico los examine sin demora;",
            "informar a sus familias del lugar de su detención.",
        ),
        send="Escriba a:",
        copies="Copia a:",
        recipients=(
            ("Sr.", "Amos Wanderi", "Ministro de Justicia", "Calle Garza 12"),
            ("Sra.", "Juana Otieno-Lark", "Fiscal General", "Calle Chorlito 4"),
            ("Sr.", "Pedro Vencejo", "Director de Prisiones", "Avenida Ibis 77"),
        ),
        day="9 de junio de 2022",
        country="Kenia",
        fax="Fax",
        email="Correo electrónico",
    ),
    "ru": Words(
        title="Кения: два учителя задержаны без обвинения",
        story=(
            "Два учителя сельской школы были увезены из своих домов первого мая людьми в штатском, "
            "и никто не сказал их семьям, почему это произошло.",
            "Адвокат, которая искала их в казарме, была изгнана с угрозами, и с того дня семьи "
            "ждут у ворот казармы хоть какого-нибудь ответа.",
        ),
        asks="Лига Пример призывает власти Кении:",
        demands=(
            "немедленно освободить обоих учителей;",
            "без промедления допустить к ним врача;",
            "сообщить семьям, где они находятся.",
        ),
        send="Пишите по адресам:",
        copies="Копии:",
        recipients=(
            ("Г-н", "Амос Вандери", "Министр юстиции", "ул. Цапли, д. 12"),
            ("Г-жа", "Джейн Отиено", "Генеральный прокурор", "ул. Ржанки, д. 4"),
            ("Г-н", "Пётр Стриж", "Начальник тюремной службы", "ул. Ибиса, д. 77"),
        ),
        day="9 июня 2022",
        country="Кения",
        fax="Факс",
        email="Эл. почта",
    ),
    "de": Words(
        title="Kenia: Zwei Lehrer ohne Anklage in Haft",
        story=(
            "Zwei Lehrer der Dorfschule wurden am ersten Mai von Männern in Zivil aus ihren "
            "Häusern geholt, und niemand hat ihren Familien gesagt, warum das geschehen ist.",
            "Eine Anwältin, die in der Kaserne nach ihnen fragte, wurde mit Drohungen "
            "fortgeschickt, und die Familien warten seit jenem Tag vor dem Tor auf eine Antwort.",
        ),
        asks="Die Beispiel-Liga fordert die Behörden von Kenia auf:",
        demands=(
            "lassen Sie beide Lehrer sofort frei;",
            "lassen Sie sie unverzüglich von einem Arzt untersuchen;",
            "teilen Sie ihren Familien mit, wo sie festgehalten werden.",
        ),
        send="Bitte schreiben Sie an:",
        copies="Kopien an:",
        recipients=(
            ("Herr", "Amos Wanderi", "Justizminister", "Reiherstraße 12"),
            ("Frau", "Johanna Otieno-Lark", "Generalstaatsanwältin", "Regenpfeiferweg 4"),
            ("Herr", "Peter Segler", "Direktor der Gefängnisverwaltung", "Ibisallee 77"),
        ),
        day="9. Juni 2022",
        country="Kenia",
        fax="Fax",
        email="E-Mail",
    ),
    "ar": Words(
        title="كينيا: احتجاز معلمين دون تهمة",
        story=(
            "اقتاد رجال بملابس مدنية معلمين من مدرسة القرية من منزليهما في الأول من أيار، ولم "
            "يخبر أحد أسرتيهما بسبب ذلك حتى الآن.",
            "وسألت محامية عنهما في الثكنة فطردت بالتهديد، وما زالت الأسرتان تنتظران عند البوابة "
            "منذ ذلك اليوم.",
        ),
        asks="تدعو رابطة المثال السلطات في كينيا إلى:",
        demands=(
            "الإفراج عن المعلمين فورا؛",
            "السماح لطبيب بفحصهما دون تأخير؛",
            "إبلاغ أسرتيهما بمكان احتجازهما.",
        ),
        send="اكتبوا إلى:",
        copies="نسخ إلى:",
        recipients=(
            ("السيد", "آموس وانديري", "وزير العدل", "12 شارع البلشون"),
            ("السيدة", "جين أوتيينو", "النائب العام", "4 شارع الزقزاق"),
            ("السيد", "بيتر سويفت", "مدير السجون", "77 شارع أبو منجل"),
        ),
        day="9 يونيو 2022",
        country="كينيا",
        fax="فاكس",
        email="البريد الإلكتروني",
    ),
}
BULLETS = ("- ", "• ", "* ")


@st.composite
def layouts(draw: st.DrawFn) -> dict[str, object]:
    """How many of each part, in which order and with which signs."""
    return {
        "demands": draw(st.integers(1, 3)),
        "order": draw(st.permutations([0, 1, 2])),
        "recipients": draw(st.integers(1, 3)),
        "copies": draw(st.integers(0, 1)),
        "numbered": draw(st.booleans()),
        "bullet": draw(st.sampled_from(BULLETS)),
        "one_line": draw(st.booleans()),
        "office_first": draw(st.booleans()),
        "day_first": draw(st.booleans()),
        "numbers": draw(st.lists(st.integers(0, 99), min_size=3, max_size=3, unique=True)),
        "emails": draw(st.lists(st.booleans(), min_size=3, max_size=3)),
    }


def block(words: Words, who: int, layout: dict) -> tuple[str, dict]:
    """One recipient as printed, and what must be found."""
    title, name, office, street = words.recipients[who]
    fax = f"+44 20 7946 00{layout['numbers'][who]:02}"
    email = f"office{who}@example.org" if layout["emails"][who] else None
    person = f"{title} {name}"
    first = (
        [office, person] if layout["office_first"] and not layout["one_line"] else [person, office]
    )
    fields = [*first, street, words.country, f"{words.fax}: {fax}"]
    fields += [f"{words.email}: {email}"] if email else []
    text = (", " if layout["one_line"] else "\n").join(fields)
    found = {
        "name": name,
        "office": office,
        "country": "KE",
        "faxes": [fax.replace(" ", "")],
        "emails": [email] if email else [],
    }
    return text, found


def build(words: Words, layout: dict, code_line: str = "") -> tuple[str, list[dict], list[str]]:
    """The text, the recipients and the demands of an appeal."""
    head = [words.title, words.day] if layout["day_first"] else [words.day, words.title]
    demands = words.demands[: layout["demands"]]
    marks = [f"{n}. " if layout["numbered"] else layout["bullet"] for n in range(1, 4)]
    blocks = [block(words, who, layout) for who in layout["order"][: layout["recipients"]]]
    copied = min(layout["copies"], len(blocks) - 1)
    to, copies = blocks[: len(blocks) - copied], blocks[len(blocks) - copied :]
    parts = [*([code_line] if code_line else []), *head, *words.story, words.asks]
    parts += ["\n".join(mark + demand for mark, demand in zip(marks, demands, strict=False))]
    parts += [words.send, *(text for text, _ in to)]
    parts += [words.copies, *(text for text, _ in copies)] if copies else []
    found = [{**one, "copy": False} for _, one in to] + [{**one, "copy": True} for _, one in copies]
    return "\n\n".join(parts) + "\n", found, list(demands)


@pytest.mark.parametrize("language", WORDS)
@settings(max_examples=40, deadline=None, derandomize=True)
@given(layout=layouts())
def test_what_was_put_in_is_found_again(language: str, layout: dict) -> None:
    words = WORDS[language]
    text, recipients, demands = build(words, layout)
    got = as_json(read(text))
    assert (got["language"], got["title"]) == (language, words.title)
    assert (got["date"], got["country"], got["code"]) == ("2022-06-09", "KE", None)
    assert got["description"] == list(words.story)
    assert [action["text"] for action in got["actions"]] == demands
    assert [{key: one[key] for key in recipients[0]} for one in got["recipients"]] == recipients


CODE_LINES = st.one_of(
    st.tuples(st.integers(1, 999), st.integers(2008, 2030)).map(
        lambda n: (f"Urgent Appeal Case: AHRC-UAC-{n[0]:03}-{n[1]}", f"AHRC-UAC-{n[0]:03}-{n[1]}")
    ),
    st.tuples(st.integers(1, 99), st.integers(0, 30)).map(
        lambda n: (f"RAN {n[0]}/20{n[1]:02}", f"RAN {n[0]:02}/{n[1]:02}")
    ),
    st.dates(date(1995, 1, 1), date(2029, 1, 1)).map(
        lambda d: (f"Case KEN {d:%d%m%y}", f"KEN {d:%d%m%y}")
    ),
)


@settings(max_examples=60, deadline=None, derandomize=True)
@given(layout=layouts(), line=CODE_LINES)
def test_a_code_is_found_in_its_normal_form(layout: dict, line: tuple[str, str]) -> None:
    text, recipients, _ = build(WORDS["en"], layout, line[0])
    got = as_json(read(text))
    assert (got["code"], got["date"], got["title"]) == (line[1], "2022-06-09", WORDS["en"].title)
    assert got["code_as_printed"] in line[0]
    assert len(got["recipients"]) == len(recipients)


@settings(max_examples=100, deadline=None, derandomize=True)
@given(line=CODE_LINES)
def test_a_normal_form_is_its_own(line: tuple[str, str]) -> None:
    code = parse_family_code(line[1] if line[1][:3] in ("AHR", "RAN") else f"Case {line[1]}")
    assert str(code) == line[1]


@pytest.mark.parametrize(
    "text",
    [
        "UA 346/07",
        "Communication No. 1250/2004",
        "Distr: UA/SC",
        "AHRC-UAC-000-2014",
        "AHRC-UAC-001-9999",
        "RAN 0/14",
        "Case TUR 310200",
        "Case XQX 270300",
        "cost USD 270300 in all",
        "IRAN 12/15",
    ],
)
def test_what_only_looks_like_a_code_is_none(text: str) -> None:
    assert list(find_family_codes(text)) == []
    with pytest.raises(ValueError, match="not an appeal code"):
        parse_family_code(text)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("UA-46-2002", "UA-046-2002"),
        ("UP-54-2002", "UP-054-2002"),
        ("AHRC–UAC–039–2014", "AHRC-UAC-039-2014"),
        ("RAN 03/2020", "RAN 03/20"),
        ("Case TUR 210200.1", "TUR 210200.1"),
    ],
)
def test_spellings_of_one_code(text: str, code: str) -> None:
    assert str(parse_family_code(text)) == code


@settings(max_examples=80, deadline=None, derandomize=True)
@given(
    pieces=st.lists(
        st.one_of(
            st.text(max_size=60),
            st.sampled_from(
                [
                    part
                    for words in WORDS.values()
                    for part in (words.send, words.asks, words.copies)
                ]
                + ["Dear Minister,", "SUGGESTED LETTER:", "Yours sincerely,", "Case TUR 270300"]
                + ["RAN 01/14", "AHRC-UAC-001-2014", "ISSUES: ;;", "Name:", "***"]
            ),
        ),
        max_size=20,
    )
)
def test_garbage_between_headings_does_not_crash(pieces: list[str]) -> None:
    try:
        appeal = read("\n\n".join(pieces))
    except UnreadableAppeal:
        return
    assert isinstance(as_json(appeal)["recipients"], list)
