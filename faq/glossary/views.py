"""The index of terms, and the page of a term."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.encoding import iri_to_uri
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from faq.base import languages
from faq.base.caching import public
from faq.glossary import reading
from faq.glossary.models import Term, TermText
from faq.glossary.usage import articles_using

QUERY_LENGTH = 100


@public
@require_safe
def term_list(request: HttpRequest) -> HttpResponse:
    """All terms by letter; with `?q=` those of that name, alias or pinyin."""
    words = request.GET.get("q", "")[:QUERY_LENGTH].strip()
    terms = Term.objects.visible_to(request.user).with_texts()
    if words:
        terms = terms.named_like(words)
    groups = reading.groups(reading.rows(terms, request.LANGUAGE_CODE))
    return render(
        request,
        "glossary/term_list.html",
        {
            "groups": groups,
            "letters": reading.letters(groups),
            "q": words,
            "is_noindex": bool(words),
        },
    )


@public
@require_safe
def term_detail(request: HttpRequest, pk: int, slug: str) -> HttpResponse:
    """A term, in the reader's language or in what stands in for it."""
    language, at = request.LANGUAGE_CODE, timezone.now()
    visible = Term.objects.visible_to(request.user, at)
    term = visible.with_names().filter(pk=pk).first()
    text = languages.best(term.texts.all(), language) if term else None
    if term is None or text is None:
        raise Http404
    if slug != term.slug:
        return _moved(request, term.url(language))
    confused_with = TermText.objects.of_terms(visible.filter(confused_with=term))
    return render(
        request,
        "glossary/term_detail.html",
        {
            "term": {
                **reading.page(term, text, language),
                "confused_with": reading.links(confused_with, language),
            },
            "articles": articles_using(term, language=language, user=request.user, at=at),
            "breadcrumb": [
                {"label": _("Home"), "url": reverse("home")},
                {"label": _("Glossary"), "url": reverse("term_list")},
            ],
            "translation_notice": reading.translation_notice(text, language),
            "canonical_url": settings.HELPCENTER_URL + term.url(text.language),
            "alternates": reading.alternates(term),
            "is_noindex": text.language != language,
        },
    )


def _moved(request: HttpRequest, address: str) -> HttpResponsePermanentRedirect:
    query = request.META.get("QUERY_STRING", "")
    return HttpResponsePermanentRedirect(iri_to_uri(f"{address}?{query}" if query else address))
