"""The fixed words of a letter in English."""

from campaign.letters.phrases.words import Phrases

PHRASES = Phrases(
    re_label="Re:",
    asking="I urge you to:",
    asking_to_convey="I urge your authorities to:",
    convey="Please convey these requests to your authorities, and let me know their answer.",
    closing="Yours respectfully,",
    withheld="Name withheld; e-mail address confirmed by {organisation}",
    anonymous_sender="A supporter",
    via="{name} via {organisation}",
    attestation=(
        "The author of this letter confirmed it by e-mail to {organisation}, which sends it on the "
        "author's behalf. Please address your answer to the author at {reply}."
    ),
    paper_attestation=(
        "The author of this letter confirmed it by e-mail to {organisation}, and posts it in "
        "person. Please address your answer to the author at {reply}."
    ),
    contact_us="To reach {organisation} about these letters: {contact}.",
    appeal_page="The appeal: {page}.",
    quote_code="Please quote {code} and letter {reference} in your answer.",
    quote_reference="Please quote letter {reference} in your answer.",
    reference_label="Letter reference:",
    page_label="Page {page} of {pages}",
    joint_sender="{n} supporters",
    joint_asking="We urge you to:",
    joint_asking_to_convey="We urge your authorities to:",
    joint_convey="Please convey these requests to your authorities, and let us know their answer.",
    joint_closing="Yours respectfully,",
    joint_signatory="{n} people, who signed this letter each for themselves",
    joint_attestation=(
        "Each of the signatories confirmed this letter by e-mail to {organisation}, which sends it "
        "on their behalf, in one so as not to burden you with many. Please address your answer to "
        "{reply}."
    ),
    joint_heading="Signed by {n} people from {first} to {last}",
    joint_columns=("No.", "Name", "Country", "Signed on"),
    joint_unnamed="Without their name, e-mail address confirmed by {organisation}: {n}",
    joint_words="What some of them add in their own words",
)
