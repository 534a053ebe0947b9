"""How offices are addressed in French; both forms, since nothing says whether a man holds it."""

from campaign.directory.words.forms import Forms

FORMS = Forms(
    by_post={
        "head_of_state": "Excellence,",
        "ambassador": "Excellence,",
        "prime_minister": "Madame la Première ministre, Monsieur le Premier ministre,",
        "deputy_minister": "Madame la Vice-Ministre, Monsieur le Vice-Ministre,",
        "minister": "Madame la Ministre, Monsieur le Ministre,",
        "cabinet_secretary": "Madame la Secrétaire, Monsieur le Secrétaire,",
        "secretary": "Madame la Secrétaire d’État, Monsieur le Secrétaire d’État,",
        "attorney_general": "Madame la Procureure générale, Monsieur le Procureur général,",
        "prosecutor_general": "Madame la Procureure générale, Monsieur le Procureur général,",
        "prosecutor": "Madame la Procureure, Monsieur le Procureur,",
        "chief_justice": "Madame la Présidente, Monsieur le Président,",
        "court_president": "Madame la Présidente, Monsieur le Président,",
        "judge": "Madame la Juge, Monsieur le Juge,",
        "parliament_chair": "Madame la Présidente, Monsieur le Président,",
        "speaker": "Madame la Présidente, Monsieur le Président,",
        "ombudsman": "Madame la Médiatrice, Monsieur le Médiateur,",
        "public_defender": "Madame la Défenseure, Monsieur le Défenseur,",
        "commissioner": "Madame la Commissaire, Monsieur le Commissaire,",
        "inspector_general": "Madame l’Inspectrice générale, Monsieur l’Inspecteur général,",
        "director": "Madame la Directrice, Monsieur le Directeur,",
        "chair": "Madame la Présidente, Monsieur le Président,",
        "governor": "Madame la Gouverneure, Monsieur le Gouverneur,",
        "mayor": "Madame la Maire, Monsieur le Maire,",
        "vice_president": "Madame la Vice-Présidente, Monsieur le Vice-Président,",
    },
    excellency="Excellence,",
    person="Madame ou Monsieur {name},",
    titled="{name},",
    nobody="Madame, Monsieur,",
    beginnings=("Madame", "Monsieur", "Mesdames", "Messieurs", "Excellence", "Votre", "Maître"),
    mark=",",
)
