"""Words that are being written, as readers would see them: a whole page for a frame."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.utils.translation import override

from faq.articles import derived
from faq.articles.models import Revision
from faq.base import content_links, languages
from faq.facts import figures


def preview(request: HttpRequest) -> HttpResponse:
    """The site's own page for the words in the form: `body`, `language`, `title`, `summary`."""
    language = request.POST.get("language", "")
    if language not in languages.codes():
        language = languages.codes()[0]
    rendered = derived.render(request.POST.get("body", ""), language)
    return HttpResponse(
        page(
            title=request.POST.get("title", ""),
            summary=request.POST.get("summary", ""),
            html=rendered.html,
            language=language,
            problems=[in_words(problem) for problem in rendered.problems],
        )
    )


def page(
    *, title: str, summary: str, html: str, language: str, problems: list[str] | None = None
) -> str:
    """A page in the site's style; problems are said in the editor's language above it."""
    context = {
        "problems": problems,
        "problems_title": _("To be mended"),
        "html": content_links.localise(figures.in_html(html, language), language),
        "title": title,
        "summary": figures.in_text(summary, language),
        "lang": languages.html_lang(language),
    }
    with override(language):
        return render_to_string("admin/articles/preview.html", context)


def in_words(problem: str) -> str:
    """What the renderer complains of, such as `link:article:gone`, in a sentence."""
    code, _colon, what = problem.partition(":")
    sentences = {
        "link": _("This link leads nowhere: %(what)s"),
        "anchor": _("No heading of this text has this address: %(what)s"),
        "media": _("There is no picture or video of this name: %(what)s"),
        "hotlink": _("Pictures of other sites are not shown; upload it: %(what)s"),
        "alt": _("This picture has no description: %(what)s"),
        "fact": _("There is no fact of this key: %(what)s"),
        "steps": _("Steps need a third-level heading (###) each."),
    }
    return sentences.get(code, "%(what)s") % {"what": what if code in sentences else problem}


@dataclass(frozen=True)
class Source:
    """Another language's words beside those that are being written."""

    language: str
    name: str
    page: str
    words: dict[str, str]
    """What can be started from: title, summary, body, keywords; converted between scripts."""
    is_converted: bool

    @property
    def element_id(self) -> str:
        """Where the page keeps the words for the script."""
        return f"source-{self.language}"


def in_use(article: int | None, at: datetime) -> list[Revision]:
    """The words of an article that readers see or will see, and the newest of each text."""
    if article is None:
        return []
    revisions = Revision.objects.filter(text__article=article).in_use(at)
    return list(revisions.select_related("text", "author"))


def beside(words: Iterable[Revision], language: str, at: datetime) -> list[Source]:
    """Of an article's words in use those in other languages, live words before newest ones.

    Those that a reader of `language` would rather read come first.
    """
    others = [revision for revision in words if revision.language != language]
    found = sorted(others, key=lambda revision: (revision.is_live(at), revision.pk))
    shown = {revision.language: revision for revision in found}
    order = languages.fallbacks(language) if language in languages.codes() else languages.codes()
    return [_source(shown[code], language) for code in order if code in shown]


def _source(revision: Revision, language: str) -> Source:
    own = revision.text.language
    is_converted = own != language and languages.can_read(language, own)
    words = {name: getattr(revision, name) for name in ("title", "summary", "body", "keywords")}
    if is_converted:
        converted = revision.converted_to(language)
        words |= {name: converted[name] for name in ("title", "summary", "body")}
    return Source(
        language=own,
        name=languages.name(own),
        page=page(title=revision.title, summary=revision.summary, html=revision.html, language=own),
        words=words,
        is_converted=is_converted,
    )
