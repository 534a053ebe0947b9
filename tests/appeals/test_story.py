"""The zones of an appeal when a heading is missing, moved, or worded in another way."""

from campaign.appeals import Action, Footnote, read

HEAD = "Peru: A title\n\nPER 002 / 0514 / OBS 020\nHarassment\nMay 5, 2014\n\n"
FORMULA = (
    "The Observatory for the Protection of Human Rights Defenders, a joint programme of FIDH and "
    "OMCT, requests your urgent intervention in the following situation in Peru.\n\n"
)
STORY = "On May 3, 2014, something happened to many persons who had done no harm to anybody.\n\n"
ACTIONS = "Actions requested:\n\ni. Do this;\n\nii. Do that.\n\n"
LIST = (
    "· Mr. Abel Bo, Minister of Justice, Lima, Peru, Fax: +51 1 200 0000\n"
    "· Embassy of Peru, 1 Heron Row, London, United Kingdom, Fax: 020 7946 0011\n\n"
)
END = (
    "Please also write to diplomatic representations of Peru in your respective countries.\n\n"
    "Paris-Geneva, May 5, 2014\n\nKindly inform us of any action undertaken.\n\n"
)
FAXES = [("+5112000000",), ("+442079460011",)]


def faxes(appeal):
    return [recipient.faxes for recipient in appeal.recipients]


def fields(appeal):
    return {doubt.field for doubt in appeal.warnings}


def test_without_the_formula_the_issuers_are_in_doubt():
    appeal = read(HEAD + STORY + ACTIONS + LIST + END)
    assert appeal.description == (STORY.strip(),)
    assert faxes(appeal) == FAXES
    assert "issuers" in fields(appeal)


def test_addresses_may_stand_before_the_actions():
    appeal = read(HEAD + FORMULA + STORY + "Addresses:\n\n" + LIST + ACTIONS + END)
    assert [action.label for action in appeal.actions] == ["i", "ii"]
    assert faxes(appeal) == FAXES


def test_demands_in_prose_are_kept():
    prose = "Please write to the authorities of Peru asking them to free Mr. Paz at once."
    appeal = read(HEAD + FORMULA + STORY + f"Actions requested:\n\n{prose}\n\n" + LIST + END)
    assert appeal.actions == (Action(None, prose),)


def test_demands_that_run_on_in_one_line_are_parted():
    run = "Actions requested:\n\ni. Do this; ii. Do that; and iii. Do more.\n\n"
    appeal = read(HEAD + FORMULA + STORY + run + LIST + END)
    assert [(a.label, a.text) for a in appeal.actions] == [
        ("i", "Do this;"),
        ("ii", "Do that;"),
        ("iii", "Do more."),
    ]


def test_a_jump_in_the_numbering_is_told():
    jump = ACTIONS.replace("ii.", "iii.")
    assert "actions" in fields(read(HEAD + FORMULA + STORY + jump + LIST + END))
    assert "actions" not in fields(read(HEAD + FORMULA + STORY + ACTIONS + LIST + END))


def test_the_publisher_is_no_recipient():
    own = (
        "To contact the Observatory, call the emergency line:\nE-mail: alarm@example.org\n"
        "Tel and fax FIDH: +33 1 99 00 00 18\n\nMs. Jane Roe, press, Tel: +33 1 99 00 00 19\n"
    )
    assert faxes(read(HEAD + FORMULA + STORY + ACTIONS + LIST + END + own)) == FAXES


def test_recipients_below_the_closing_sentences_are_found():
    assert faxes(read(HEAD + FORMULA + STORY + ACTIONS + END + LIST)) == FAXES


def test_footnotes_with_and_without_brackets():
    brackets = read(HEAD + FORMULA + STORY + "[1] A note.\n\n" + ACTIONS + LIST + END)
    assert brackets.footnotes == (Footnote("1", "A note."),)
    assert brackets.description == (STORY.strip(),)
    bare = read(HEAD + FORMULA + STORY + ACTIONS + LIST + END + "1 See a note.\n2. See another.")
    assert bare.footnotes == (Footnote("1", "See a note."), Footnote("2", "See another."))


def test_a_deadline_is_read_from_the_sentence_that_asks_for_letters():
    asks = "Please send your letters before June 30, 2014 to:\n\n"
    assert read(HEAD + FORMULA + STORY + ACTIONS + asks + LIST + END).deadline == "2014-06-30"
    assert read(HEAD + FORMULA + STORY + ACTIONS + LIST + END).deadline is None


def test_dates_and_countries_that_contradict_one_another_are_told():
    clean = read(HEAD + FORMULA + STORY + ACTIONS + LIST + END)
    assert fields(clean) == set()
    later = END.replace("May 5", "May 8")
    assert "date" in fields(read(HEAD + FORMULA + STORY + ACTIONS + LIST + later))
    assert "date" in fields(read(HEAD.replace("0514", "0513") + FORMULA + STORY + ACTIONS + END))
    assert "country" in fields(read(HEAD.replace("PER", "UGA") + FORMULA + STORY + ACTIONS + END))


def test_an_update_without_suffix_names_what_it_updates():
    head = HEAD.replace("Harassment", "New information")
    says = "This updates the appeal PER 001 / 0110 / OBS 001.\n\n"
    appeal = read(head + FORMULA + STORY + says + ACTIONS + LIST + END)
    assert (appeal.kind, appeal.update_of) == ("new_information", "PER 001 / 0110 / OBS 001")
    assert read(HEAD + FORMULA + STORY + says + ACTIONS + LIST + END).update_of is None


def test_no_recipient_is_dropped_though_nothing_can_reach_him():
    appeal = read(HEAD + FORMULA + STORY + ACTIONS + "Addresses:\n\n· Ms. Ana Lu, Judge\n\n" + END)
    assert [r.name for r in appeal.recipients] == ["Ana Lu"]
    assert "recipients[0]" in fields(appeal)
