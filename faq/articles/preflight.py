"""What stands between words and readers: findings in a revision before it is published.

Three weights. What refuses must be mended: no answer, a way to reach somebody that is not ours.
What needs a reason is mended or explained: another language says other figures. Advice is shown
and holds nothing up.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Final

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from faq.articles import advice, contacts_said, derived, parity
from faq.articles.contacts_said import Contact
from faq.articles.findings import Finding, Level
from faq.articles.models import Article, Revision, Words
from faq.base import characters, languages
from faq.contact.strangers import Judged

LONGEST_SHOWN: Final = 80
SHOWN_MISMATCHES: Final = 6


def draft_of(words: Words, language: str, *, parity_reason: str = "") -> Revision:
    """An unsaved, rendered revision with words as they are typed."""
    revision = Revision(
        language=language,
        title=characters.one_line(words.title),
        summary=characters.one_line(words.summary),
        body=characters.clean(words.body),
        keywords=characters.clean(words.keywords),
        parity_reason=parity_reason,
    )
    derived.derive(revision)
    return revision


def findings(revision: Revision, article_pk: int | None, at: datetime) -> list[Finding]:
    """All that an editor should know of a rendered revision, the weightiest first."""
    others = counterparts(article_pk, revision.language, at) if article_pk else []
    return [*holding_up(revision, others), *advice.advice_on(revision, at)]


def findings_of_draft(
    newest: Revision, others: Iterable[Revision], at: datetime
) -> list[Finding] | None:
    """The same for the newest words of a text; None where readers have them already.

    `others` are its `counterparts`.
    """
    if newest.has_started(at):
        return None
    return [*holding_up(newest, others), *advice.advice_on(newest, at)]


def counterparts(article_pk: int, language: str, at: datetime) -> list[Revision]:
    """The live texts of an article in other languages, by language."""
    live = Revision.objects.live(at).filter(text__article=article_pk).exclude(language=language)
    return list(live.order_by("language"))


def holding_up(revision: Revision, others: Iterable[Revision]) -> list[Finding]:
    """What keeps a rendered revision from readers; `others` are its `counterparts`.

    A stated reason answers all that needs one.
    """
    found = [*_summary(revision), *_contacts(revision)]
    if not revision.parity_reason:
        found += _parity(revision, others)
    return found


def require(revision: Revision, others: Iterable[Revision]) -> None:
    """Raise ValidationError, by field, for what keeps a revision from readers."""
    errors: dict[str, list[str]] = {}
    for finding in holding_up(revision, others):
        errors.setdefault(finding.field, []).append(finding.message)
    if errors:
        raise ValidationError(errors)


# --- The answer ----------------------------------------------------------------------------------


def _summary(revision: Revision) -> Iterator[Finding]:
    if not revision.summary:
        yield Finding(
            code="summary_missing",
            level=Level.REFUSES,
            message=_("Write the answer in one or two sentences first."),
            field="summary",
        )


# --- Ways to reach somebody ----------------------------------------------------------------------


def _contacts(revision: Revision) -> Iterator[Finding]:
    for contact, answer in contacts_said.judged(contacts_said.contacts_of(revision)):
        if not answer.is_stranger or (answer.is_known_fake and contact.is_warned_of):
            continue
        line = contacts_said.line_of(contact, revision)
        written = contact.mention.written[:LONGEST_SHOWN]
        yield Finding(
            code="known_fake" if answer.is_known_fake else "stranger",
            level=Level.REFUSES,
            message=_contact_in_words(contact, answer, line),
            field=contact.field,
            line=line,
            excerpt=written,
        )


def _contact_in_words(contact: Contact, answer: Judged, line: int | None) -> str:
    written = contact.mention.written[:LONGEST_SHOWN]
    if answer.is_known_fake:
        said = _("“%(written)s” is a known fake. Quote it only inside a warning, never as a link.")
    elif answer.resembles:
        said = _("“%(written)s” looks like our “%(ours)s” but is not the same.")
    elif contact.mention.kind == "web":
        said = _("“%(written)s” is neither an official channel nor an allowed site.")
    else:
        said = _("“%(written)s” is not among the official channels.")
    message = said % {"written": written, "ours": answer.resembles}
    if line is None:
        return message
    return _("Line %(line)s: %(message)s") % {"line": line, "message": message}


# --- Other languages -----------------------------------------------------------------------------


def _parity(revision: Revision, others: Iterable[Revision]) -> Iterator[Finding]:
    others = list(others)
    here = _statement(revision) if others else parity.Statement()
    for other in others:
        for mismatch in parity.mismatches(here, _statement(other))[:SHOWN_MISMATCHES]:
            yield Finding(
                code=f"parity_{mismatch.kind}",
                level=Level.NEEDS_REASON,
                message=_mismatch_in_words(mismatch, languages.name(other.language)),
                field="parity_reason",
                excerpt=mismatch.here or mismatch.there,
            )


def _statement(revision: Revision) -> parity.Statement:
    return parity.statement(title=revision.title, summary=revision.summary, html=revision.html)


_MISMATCHES = {
    "figure": gettext_lazy("Figures: “%(here)s” here, “%(there)s” in the text in %(language)s."),
    "day": gettext_lazy("Days: “%(here)s” here, “%(there)s” in the text in %(language)s."),
    "fact": gettext_lazy("Facts: “%(here)s” here, “%(there)s” in the text in %(language)s."),
    "link": gettext_lazy("Links: “%(here)s” here, “%(there)s” in the text in %(language)s."),
    "steps": gettext_lazy("Steps: %(here)s here, %(there)s in the text in %(language)s."),
    "warnings": gettext_lazy("Warnings: %(here)s here, %(there)s in the text in %(language)s."),
}


def _as_written(link: str) -> str:
    """A link as editors write it, `articles/12` by its key."""
    kind, _slash, number = link.partition("/")
    if kind != "articles":
        return link
    key = Article.objects.filter(pk=number).values_list("key", flat=True).first()
    return f"article:{key}" if key else link


def _mismatch_in_words(mismatch: parity.Mismatch, language: str) -> str:
    here, there = mismatch.here, mismatch.there
    if mismatch.kind == "link":
        here, there = _as_written(here), _as_written(there)
    return str(_MISMATCHES[mismatch.kind]) % {
        "here": here or "–",
        "there": there or "–",
        "language": language,
    }
