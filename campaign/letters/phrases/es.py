"""The fixed words of a letter in Spanish."""

from campaign.letters.phrases.words import Phrases

PHRASES = Phrases(
    re_label="Asunto:",
    asking="Le insto respetuosamente a:",
    asking_to_convey="Insto respetuosamente a sus autoridades a:",
    convey=(
        "Le ruego que tenga a bien transmitir estas peticiones a sus autoridades y comunicarme su "
        "respuesta."
    ),
    closing="Le ruego acepte las seguridades de mi más alta y distinguida consideración.",
    withheld=("Nombre reservado; dirección de correo electrónico confirmada por {organisation}"),
    anonymous_sender="Una persona solidaria",
    via="{name} a través de {organisation}",
    attestation=(
        "Quien firma esta carta la confirmó por correo electrónico ante {organisation}, que la "
        "envía en su nombre. Le rogamos que dirija su respuesta a quien firma, a la dirección "
        "{reply}."
    ),
    paper_attestation=(
        "Quien firma esta carta la confirmó por correo electrónico ante {organisation} y la envía "
        "por su cuenta por correo postal. Le rogamos que dirija su respuesta a quien firma, a la "
        "dirección {reply}."
    ),
    contact_us="Para comunicarse con {organisation} acerca de estas cartas: {contact}.",
    appeal_page="El llamamiento: {page}.",
    quote_code="Le rogamos que en su respuesta cite {code} y la carta {reference}.",
    quote_reference="Le rogamos que en su respuesta cite la carta {reference}.",
    reference_label="Referencia de la carta:",
    page_label="Página {page} de {pages}",
    joint_sender="Firmantes ({n})",
    joint_asking="Le instamos respetuosamente a:",
    joint_asking_to_convey="Instamos respetuosamente a sus autoridades a:",
    joint_convey=(
        "Le rogamos que tenga a bien transmitir estas peticiones a sus autoridades y comunicarnos "
        "su respuesta."
    ),
    joint_closing=(
        "Le rogamos acepte las seguridades de nuestra más alta y distinguida consideración."
    ),
    joint_signatory="Firmas, cada una a título personal: {n}",
    joint_attestation=(
        "Cada firmante confirmó esta carta por correo electrónico ante {organisation}, que la "
        "envía en nombre de todas las personas firmantes, en un solo envío para no abrumarle con "
        "muchos. Le rogamos que dirija su respuesta a {reply}."
    ),
    joint_heading="Firmantes del {first} al {last}: {n}",
    joint_columns=("N.º", "Nombre", "País", "Fecha de firma"),
    joint_unnamed=(
        "Sin su nombre, dirección de correo electrónico confirmada por {organisation}: {n}"
    ),
    joint_words="Lo que añaden algunos firmantes con sus propias palabras",
)
