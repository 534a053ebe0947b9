"""How offices are addressed in English."""

from campaign.directory.words.forms import Forms

FORMS = Forms(
    by_post={
        "head_of_state": "Excellency,",
        "ambassador": "Excellency,",
        "prime_minister": "Dear Prime Minister,",
        "deputy_minister": "Dear Deputy Minister,",
        "minister": "Dear Minister,",
        "cabinet_secretary": "Dear Cabinet Secretary,",
        "secretary": "Dear Secretary of State,",
        "attorney_general": "Dear Attorney General,",
        "prosecutor_general": "Dear Prosecutor General,",
        "prosecutor": "Dear Prosecutor,",
        "chief_justice": "Dear Chief Justice,",
        "court_president": "Dear President of the Court,",
        "judge": "Dear Judge,",
        "parliament_chair": "Dear Chairperson,",
        "speaker": "Dear Speaker,",
        "ombudsman": "Dear Ombudsman,",
        "public_defender": "Dear Public Defender,",
        "commissioner": "Dear Commissioner,",
        "inspector_general": "Dear Inspector General,",
        "director": "Dear Director,",
        "chair": "Dear Chairperson,",
        "governor": "Dear Governor,",
        "mayor": "Dear Mayor,",
        "vice_president": "Dear Vice President,",
    },
    excellency="Excellency,",
    person="Dear {name},",
    titled="Dear {name},",
    nobody="Dear Sir or Madam,",
    beginnings=("Dear", "Your", "Excellency", "Honour", "Honor", "Sir", "Madam,"),
    mark=",",
)
