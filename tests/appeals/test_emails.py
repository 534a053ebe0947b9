import pytest

from campaign.appeals.emails import has_address, is_blanked, is_only_addresses, read_emails


@pytest.mark.parametrize(
    ("text", "addresses"),
    [
        ("info@example.org", ["info@example.org"]),
        ("Registry@CRC.Example.ORG", ["Registry@crc.example.org"]),
        ("a@example.org, b@example.org / c@example.net; d@example.com", list("abcd")),
        ("a@example.org\nb@example.org", list("ab")),
        ("office (at) example.org", ["office@example.org"]),
        ("office[at]prosecutor[dot]example[dot]org", ["office@prosecutor.example.org"]),
        ("office(a)example.org", ["office@example.org"]),
        ("office {at} example {dot} org", ["office@example.org"]),
        ("office at example dot org", ["office@example.org"]),
        ("complaints@police. example.org", ["complaints@police.example.org"]),
        ("complaints@\npolice.example.org", ["complaints@police.example.org"]),
        ("complaints @ example.org", ["complaints@example.org"]),
        ("<info@example.org>.", ["info@example.org"]),
    ],
)
def test_addresses_are_found_and_restored(text, addresses):
    found = [a.split("@")[0] for a in read_emails(text).addresses]
    whole = list(read_emails(text).addresses)
    assert addresses in (whole, found)
    assert not read_emails(text).blanked


@pytest.mark.parametrize(
    "text", ["office (at) example.org", "a@police. example.org", "a at example dot org", "a@ b.org"]
)
def test_a_restored_address_is_doubted(text):
    assert len(read_emails(text).doubts) == 1


def test_a_plain_address_is_not_doubted():
    assert read_emails("info@example.org, second@example.org").doubts == ()


@pytest.mark.parametrize(
    "text",
    ["", " , ", "[email protected]", "[email\u00a0protected]", "[EMAIL PROTECTED]", "xxxxxxxxxx"],
)
def test_a_removed_address_is_blanked_and_doubted(text):
    emails = read_emails(text)
    assert (emails.addresses, emails.blanked, len(emails.doubts)) == ((), True, 1)
    assert emails.rest.strip(" ,") == ""


def test_one_removed_among_others():
    emails = read_emails("info@example.org, [email protected]")
    assert (emails.addresses, emails.blanked) == (("info@example.org",), True)


def test_what_is_no_address():
    assert not has_address("Article 5 (a): to meet at any time")
    assert not is_only_addresses("write to a@example.org")
    assert is_only_addresses("a@example.org or b@example.org")
    assert not is_blanked("the protected forest")
