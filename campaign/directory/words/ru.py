"""How offices are addressed in Russian; both forms, since nothing says whether a man holds it."""

from campaign.directory.words.forms import Forms

_TITLES = {
    "prime_minister": "Премьер-министр",
    "deputy_minister": "заместитель Министра",
    "minister": "Министр",
    "cabinet_secretary": "Министр",
    "secretary": "Государственный секретарь",
    "attorney_general": "Генеральный прокурор",
    "prosecutor_general": "Генеральный прокурор",
    "prosecutor": "Прокурор",
    "chief_justice": "Председатель Верховного суда",
    "court_president": "Председатель суда",
    "judge": "Судья",
    "parliament_chair": "Председатель",
    "speaker": "Председатель",
    "ombudsman": "Уполномоченный",
    "public_defender": "Народный защитник",
    "commissioner": "Комиссар",
    "inspector_general": "Генеральный инспектор",
    "director": "Директор",
    "chair": "Председатель",
    "governor": "Губернатор",
    "mayor": "Мэр",
    "vice_president": "Вице-президент",
}

FORMS = Forms(
    by_post={
        "head_of_state": "Ваше Превосходительство!",
        "ambassador": "Ваше Превосходительство!",
        **{post: f"Уважаемая госпожа / уважаемый господин {t}!" for post, t in _TITLES.items()},
    },
    excellency="Ваше Превосходительство!",
    person="Уважаемая госпожа / уважаемый господин {name}!",
    titled="{name}!",
    nobody="Уважаемые дамы и господа!",
    beginnings=("Уважаем", "Глубокоуважаем", "Многоуважаем", "Ваше", "Господин", "Госпожа"),
    mark="!",
)
