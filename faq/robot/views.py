"""The robot's page: a question, and what published words say to it."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from faq.articles import counts, readers
from faq.base import characters
from faq.base.caching import public
from faq.base.crawlers import is_crawler
from faq.base.origin import posted_by_own_pages
from faq.base.throttle import Limit, client_address, too_many_requests
from faq.robot import actions
from faq.robot.answer import Answer, answer
from faq.robot.forms import LONGEST, QuestionForm
from faq.robot.intent import Intent, intent_of
from faq.robot.reading import shown
from faq.search import engine, log
from faq.search.models import Query

QUESTIONS = Limit("ask", times=30, seconds=60, cache="default")
ROWS = 5
_NOT_LOOKED_UP = {Intent.TELLS_SECRET, Intent.GREETING, Intent.THANKS}


@posted_by_own_pages
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest) -> HttpResponse:
    """The question box; with what was sent, an answer. Nothing asked is kept with who asked it."""
    if request.method != "POST":
        response = _asking(request)
    elif QUESTIONS.is_exceeded(client_address(request)):
        response = too_many_requests(request, QUESTIONS)
    else:
        response = _answering(request)
    response["X-Robots-Tag"] = "noindex"
    return response


@public
def _asking(request: HttpRequest) -> HttpResponse:
    question = characters.one_line(request.GET.get("q", ""))[:LONGEST]
    return _page(request, {"typed": question})


def _answering(request: HttpRequest) -> HttpResponse:
    form = QuestionForm(request.POST)
    if not form.is_valid():
        return _page(request, {"form": form, "typed": form["q"].value()}, status=400)
    question, intent = form.cleaned_data["q"], intent_of(form.cleaned_data["q"])
    if intent in _NOT_LOOKED_UP:
        return _page(request, {"intent": intent.name, "before": form.cleaned_data["before"]})
    at = timezone.now()
    given = answer(
        question,
        before=form.cleaned_data["before"],
        intent=intent,
        language=request.LANGUAGE_CODE,
        user=request.user,
        at=at,
    )
    response = _page(
        request,
        {
            "intent": intent.name,
            "question": question,
            "before": given.asked[:LONGEST],
            "asked_before": form.cleaned_data["before"],
            "choice": {None: "", True: "yes", False: "no"}[form.cleaned_data["helpful"]],
            **(_quoted(request, given) if given.quotes else _ways_on(request, question, given, at)),
        },
    )
    if (helpful := form.cleaned_data["helpful"]) is not None and given.quotes:
        _vote(request, response, given, is_helpful=helpful)
    if intent is not Intent.OWN_ACCOUNT:
        log.record(
            question,
            language=request.LANGUAGE_CODE,
            hits=len(given.quotes),
            reader=log.reader_of(request),
            at=at,
            place=Query.Place.ROBOT,
        )
    return response


def _quoted(request: HttpRequest, given: Answer) -> dict[str, Any]:
    found = shown(given.quotes, request.LANGUAGE_CODE)
    return {"quotes": found.quotes, "terms": found.terms}


def _ways_on(request: HttpRequest, question: str, given: Answer, at: datetime) -> dict[str, Any]:
    """The question to be said again, what search finds for it, and the topics."""
    language, user = request.LANGUAGE_CODE, request.user
    found = engine.first_rows(given.found, language=language, user=user, at=at, number=ROWS)
    topics = counts.topics(language, counts.readable(user, at))
    return {"typed": question, "rows": found, "topics": topics}


def _vote(request: HttpRequest, response: HttpResponse, given: Answer, *, is_helpful: bool) -> None:
    if is_crawler(request):
        return
    reader = readers.reader_of(request) or readers.remember(response, readers.new_cookie())
    actions.vote(
        given.asked[:LONGEST],
        language=request.LANGUAGE_CODE,
        text_id=given.quotes[0].page.text_id,
        reader=reader,
        is_helpful=is_helpful,
        at=timezone.now(),
    )


def _page(request: HttpRequest, words: dict[str, Any], *, status: int = 200) -> HttpResponse:
    trail = [{"label": _("Home"), "url": reverse("home")}]
    context = {"longest": LONGEST, "breadcrumb": trail, **words}
    return render(request, "robot/ask.html", context, status=status)
