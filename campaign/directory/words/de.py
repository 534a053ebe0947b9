"""How offices are addressed in German; both forms, since nothing says whether a man holds it."""

from campaign.directory.words.forms import Forms

_TITLES = {
    "prime_minister": ("Premierministerin", "Premierminister"),
    "deputy_minister": ("Vizeministerin", "Vizeminister"),
    "minister": ("Ministerin", "Minister"),
    "cabinet_secretary": ("Ministerin", "Minister"),
    "secretary": ("Staatssekretärin", "Staatssekretär"),
    "attorney_general": ("Generalstaatsanwältin", "Generalstaatsanwalt"),
    "prosecutor_general": ("Generalstaatsanwältin", "Generalstaatsanwalt"),
    "prosecutor": ("Staatsanwältin", "Staatsanwalt"),
    "chief_justice": ("Präsidentin", "Präsident"),
    "court_president": ("Präsidentin", "Präsident"),
    "judge": ("Richterin", "Richter"),
    "parliament_chair": ("Präsidentin", "Präsident"),
    "speaker": ("Präsidentin", "Präsident"),
    "ombudsman": ("Ombudsfrau", "Ombudsmann"),
    "public_defender": ("Ombudsfrau", "Ombudsmann"),
    "commissioner": ("Kommissarin", "Kommissar"),
    "inspector_general": ("Generalinspekteurin", "Generalinspekteur"),
    "director": ("Direktorin", "Direktor"),
    "chair": ("Vorsitzende", "Vorsitzender"),
    "governor": ("Gouverneurin", "Gouverneur"),
    "mayor": ("Bürgermeisterin", "Bürgermeister"),
    "vice_president": ("Vizepräsidentin", "Vizepräsident"),
}

FORMS = Forms(
    by_post={
        "head_of_state": "Exzellenz,",
        "ambassador": "Exzellenz,",
        **{
            post: f"Sehr geehrte Frau {hers}, sehr geehrter Herr {his},"
            for post, (hers, his) in _TITLES.items()
        },
    },
    excellency="Exzellenz,",
    person="Sehr geehrte/r {name},",
    titled="Sehr geehrte/r {name},",
    nobody="Sehr geehrte Damen und Herren,",
    beginnings=("Sehr ", "Exzellenz", "Eure", "Hochverehrt", "Verehrt", "Geehrt"),
    mark=",",
)
