"""Who sent a mail: only our own server's finding counts, whatever else stands in the header."""

from hypothesis import given
from hypothesis import strategies as st

from faq.tickets.mail_authentication import judge
from tests.tickets.mails import PROVED, SERVER

SENDER = "lin@mail.example"
PIECES = st.lists(
    st.sampled_from(
        [SERVER, ";", " ", "dmarc=pass", "header.from=mail.example", "(", ")", '"', "\\", "spf=none",
         "dmarc=none", "dkim=pass", "1", "x=y", "\t", "mail.example", "header.from=evil.example"]
    ),
    max_size=12,
).map("".join)  # fmt: skip


def test_our_server_proves_and_disproves() -> None:
    assert judge(PROVED, sender=SENDER, server=SERVER) == "pass"
    assert judge(PROVED, sender="Lin@mail.example", server=SERVER) == "pass"
    assert judge(f"{PROVED}; spf=fail", sender=SENDER, server=SERVER) == "fail"
    assert judge(f"{SERVER}; spf=softfail; dmarc=temperror", sender=SENDER, server=SERVER) == "none"


@given(PIECES)
def test_without_a_server_of_ours_nothing_is_proved(results: str) -> None:
    assert judge(results, sender=SENDER, server="") == "none"
    assert judge(f"x.{results}", sender=SENDER, server=SERVER) == "none"


@given(PIECES)
def test_what_stands_in_quotes_or_brackets_proves_nothing(words: str) -> None:
    quoted = words.replace("\\", "").replace('"', "")
    for inside in (f'"{quoted}"', f"({quoted.replace('(', '').replace(')', '')})"):
        results = f"{SERVER}; spf=none smtp.mailfrom={inside}@evil.example"
        assert judge(results, sender=SENDER, server=SERVER) == "none"


def test_one_of_two_findings_may_be_forged() -> None:
    forged = "dmarc=pass header.from=mail.example"
    for results in (
        f'{SERVER}; spf=none (a"b) smtp.mailfrom=x; dmarc=none (c") ; {forged}',
        f"{SERVER}; dmarc=none header.from=mail.example; {forged}",
        f"{SERVER}; {forged} {'x' * 9000}",
    ):
        assert judge(results, sender=SENDER, server=SERVER) == "none"
    assert judge(f"{PROVED} {'x' * 9000}; spf=fail", sender=SENDER, server=SERVER) == "fail"


@given(PIECES)
def test_another_domain_is_never_proved(words: str) -> None:
    results = f"{SERVER}; {words}"
    for sender in ("lin@other.example", "lin@sub.mail.example", "lin@example", ""):
        assert judge(results, sender=sender, server=SERVER) != "pass"
