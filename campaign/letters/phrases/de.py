"""The fixed words of a letter in German."""

from campaign.letters.phrases.words import Phrases

PHRASES = Phrases(
    re_label="Betreff:",
    asking="Ich ersuche Sie nachdrücklich, Folgendes zu veranlassen:",
    asking_to_convey=(
        "Ich ersuche die Behörden Ihres Landes nachdrücklich, Folgendes zu veranlassen:"
    ),
    convey=(
        "Ich bitte Sie, diese Anliegen an die Behörden Ihres Landes weiterzuleiten und mir deren "
        "Antwort mitzuteilen."
    ),
    closing="Mit vorzüglicher Hochachtung",
    withheld="Name nicht genannt; E-Mail-Adresse von {organisation} bestätigt",
    anonymous_sender="Eine unterstützende Person",
    via="{name} über {organisation}",
    attestation=(
        "Wer diesen Brief verfasst hat, hat ihn gegenüber {organisation} per E-Mail bestätigt; er "
        "wird im Namen der verfassenden Person von dort versandt. Bitte richten Sie Ihre Antwort "
        "an diese Person unter {reply}."
    ),
    paper_attestation=(
        "Wer diesen Brief verfasst hat, hat ihn gegenüber {organisation} per E-Mail bestätigt und "
        "schickt ihn selbst mit der Post. Bitte richten Sie Ihre Antwort an diese Person unter "
        "{reply}."
    ),
    contact_us="So erreichen Sie {organisation} zu diesen Briefen: {contact}.",
    appeal_page="Der Appell: {page}.",
    quote_code="Bitte geben Sie in Ihrer Antwort {code} und den Brief {reference} an.",
    quote_reference="Bitte geben Sie in Ihrer Antwort den Brief {reference} an.",
    reference_label="Briefzeichen:",
    page_label="Seite {page} von {pages}",
    joint_sender="Unterzeichnende ({n})",
    joint_asking="Wir ersuchen Sie nachdrücklich, Folgendes zu veranlassen:",
    joint_asking_to_convey=(
        "Wir ersuchen die Behörden Ihres Landes nachdrücklich, Folgendes zu veranlassen:"
    ),
    joint_convey=(
        "Wir bitten Sie, diese Anliegen an die Behörden Ihres Landes weiterzuleiten und uns deren "
        "Antwort mitzuteilen."
    ),
    joint_closing="Mit vorzüglicher Hochachtung",
    joint_signatory="Unterschriften, jede für sich geleistet: {n}",
    joint_attestation=(
        "Alle Unterzeichnenden haben diesen Brief gegenüber {organisation} per E-Mail bestätigt; "
        "er wird in ihrem Namen von dort versandt, in einer einzigen Sendung, um Sie nicht mit "
        "vielen zu belasten. Bitte richten Sie Ihre Antwort an {reply}."
    ),
    joint_heading="Unterzeichnende vom {first} bis zum {last}: {n}",
    joint_columns=("Nr.", "Name", "Land", "Unterzeichnet am"),
    joint_unnamed="Ohne Nennung des Namens, E-Mail-Adresse von {organisation} bestätigt: {n}",
    joint_words="Was einige mit eigenen Worten hinzufügen",
)
