"""The fixed words of a letter in French; a no-break space stands before a colon or semicolon."""

from campaign.letters.phrases.words import Phrases

PHRASES = Phrases(
    re_label="Objet\u00a0:",
    asking="Je vous demande instamment de\u00a0:",
    asking_to_convey="Je demande instamment à vos autorités de\u00a0:",
    convey=(
        "Je vous saurais gré de bien vouloir transmettre ces demandes à vos autorités et de me "
        "faire connaître leur réponse."
    ),
    closing="Je vous prie d’agréer l’expression de ma très haute considération.",
    withheld="Nom non communiqué\u00a0; adresse électronique confirmée par {organisation}",
    anonymous_sender="Une personne solidaire",
    via="{name} via {organisation}",
    attestation=(
        "La personne qui signe cette lettre l’a confirmée par courrier électronique auprès de "
        "{organisation}, qui l’envoie en son nom. Nous vous prions de lui adresser votre réponse à "
        "{reply}."
    ),
    paper_attestation=(
        "La personne qui signe cette lettre l’a confirmée par courrier électronique auprès de "
        "{organisation} et la poste elle-même. Nous vous prions de lui adresser votre réponse à "
        "{reply}."
    ),
    contact_us="Pour joindre {organisation} au sujet de ces lettres\u00a0: {contact}.",
    appeal_page="L’appel\u00a0: {page}.",
    quote_code=(
        "Veuillez rappeler dans votre réponse le code {code} et la référence de la lettre, "
        "{reference}."
    ),
    quote_reference=(
        "Veuillez rappeler dans votre réponse la référence de la lettre, {reference}."
    ),
    reference_label="Référence de la lettre\u00a0:",
    page_label="Page {page} sur {pages}",
    joint_sender="Signataires ({n})",
    joint_asking="Nous vous demandons instamment de\u00a0:",
    joint_asking_to_convey="Nous demandons instamment à vos autorités de\u00a0:",
    joint_convey=(
        "Nous vous saurions gré de bien vouloir transmettre ces demandes à vos autorités et de "
        "nous faire connaître leur réponse."
    ),
    joint_closing="Nous vous prions d’agréer l’expression de notre très haute considération.",
    joint_signatory="Signatures, chacune donnée à titre individuel\u00a0: {n}",
    joint_attestation=(
        "Chacune des personnes signataires a confirmé cette lettre par courrier électronique "
        "auprès de {organisation}, qui l’envoie en leur nom, en un seul pli afin de ne pas vous en "
        "imposer un grand nombre. Nous vous prions d’adresser votre réponse à {reply}."
    ),
    joint_heading="Signataires du {first} au {last}\u00a0: {n}",
    joint_columns=("N°", "Nom", "Pays", "Date de signature"),
    joint_unnamed="Sans leur nom, adresse électronique confirmée par {organisation}\u00a0: {n}",
    joint_words="Ce que des signataires ajoutent avec leurs propres mots",
)
