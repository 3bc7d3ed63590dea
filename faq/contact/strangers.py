"""Ways to reach somebody in a text that are none of ours, or that imitate us.

An editor may have been wrong or deceived; and what an article shows as a fraud's number must not
be read without the words around it.
"""

from dataclasses import dataclass

from faq.contact.directory import Directory, directory
from faq.contact.mentions import Mention, is_account_link, mentions
from faq.contact.normal_form import web
from faq.contact.verifier import Reason, Verdict

# Nobody can own these: RFC 2606.
_NOBODYS = ("example.com", "example.net", "example.org", "invalid")
_IMITATES = (Reason.LOOKS_LIKE, Reason.INSIDE)


@dataclass(frozen=True)
class Judged:
    """A mention, and what the directory says of it: the channel that it is, if any."""

    mention: Mention
    is_ours: bool
    is_known_fake: bool = False
    is_stranger: bool = False
    channel: int | None = None
    resembles: str = ""


def judged(text: str) -> list[Judged]:
    """Every way to reach somebody that a text names, held against the directory as it is now."""
    found = mentions(text)
    present = directory() if found else None
    return [judge(mention, present) for mention in found] if present else []


def judge(mention: Mention, present: Directory) -> Judged:
    """What a directory says of a mention. Whatever is not the same as something listed, is not."""
    answer = present.verifier.verify(mention.written)
    is_ours = answer.verdict is Verdict.OFFICIAL and not mention.is_misdrawn
    is_fake = answer.verdict is Verdict.FAKE
    resembles = answer.resembles.value if answer.resembles else ""
    is_harmless = _is_harmless(mention, present) or (
        not mention.is_sure and answer.reason not in _IMITATES
    )
    return Judged(
        mention,
        is_ours=is_ours,
        is_known_fake=is_fake,
        is_stranger=not is_ours and (is_fake or not is_harmless),
        channel=answer.listed.pk if is_ours and answer.listed else None,
        resembles=resembles,
    )


def names_stranger(text: str) -> bool:
    """Whether a text names an address, account, site or number that is not in the directory."""
    return any(one.is_stranger for one in judged(text))


def _is_harmless(mention: Mention, present: Directory) -> bool:
    """Whether it is a site that editors allow, or an example that nobody can own."""
    if mention.kind == "email":
        return _is_nobodys(mention.written.rpartition("@")[2].lower())
    if mention.kind != "web" or is_account_link(mention.written):
        return False
    try:
        name = web(mention.written)
    except ValueError:
        return False
    return _is_nobodys(name) or present.allows(name)


def _is_nobodys(name: str) -> bool:
    return any(name == one or name.endswith(f".{one}") for one in _NOBODYS)
