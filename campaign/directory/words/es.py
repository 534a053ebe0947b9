"""How offices are addressed in Spanish; both forms, since nothing says whether a man holds it."""

from campaign.directory.words.forms import Forms

FORMS = Forms(
    by_post={
        "head_of_state": "Excelencia:",
        "ambassador": "Excelencia:",
        "prime_minister": "Señora Primera Ministra, Señor Primer Ministro:",
        "deputy_minister": "Señora Viceministra, Señor Viceministro:",
        "minister": "Señora Ministra, Señor Ministro:",
        "cabinet_secretary": "Señora Secretaria, Señor Secretario:",
        "secretary": "Señora Secretaria de Estado, Señor Secretario de Estado:",
        "attorney_general": "Señora Fiscal General, Señor Fiscal General:",
        "prosecutor_general": "Señora Fiscal General, Señor Fiscal General:",
        "prosecutor": "Señora Fiscal, Señor Fiscal:",
        "chief_justice": "Señora Presidenta, Señor Presidente:",
        "court_president": "Señora Presidenta, Señor Presidente:",
        "judge": "Señora Jueza, Señor Juez:",
        "parliament_chair": "Señora Presidenta, Señor Presidente:",
        "speaker": "Señora Presidenta, Señor Presidente:",
        "ombudsman": "Señora Defensora del Pueblo, Señor Defensor del Pueblo:",
        "public_defender": "Señora Defensora, Señor Defensor:",
        "commissioner": "Señora Comisionada, Señor Comisionado:",
        "inspector_general": "Señora Inspectora General, Señor Inspector General:",
        "director": "Señora Directora, Señor Director:",
        "chair": "Señora Presidenta, Señor Presidente:",
        "governor": "Señora Gobernadora, Señor Gobernador:",
        "mayor": "Señora Alcaldesa, Señor Alcalde:",
        "vice_president": "Señora Vicepresidenta, Señor Vicepresidente:",
    },
    excellency="Excelencia:",
    person="Distinguido/a {name}:",
    titled="Distinguido/a {name}:",
    nobody="Señora, Señor:",
    beginnings=("Señor", "Excelent", "Excelencia", "Su ", "Distinguid", "Estimad", "Honorable"),
    mark=":",
)
