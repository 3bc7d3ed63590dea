"""What the lists of editors say of texts: which words are newest, and who can see what."""

from django.db.models import Exists, OuterRef, QuerySet, Subquery
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from faq.articles.models import Article, Revision, Text


def texts_with_state() -> QuerySet[Text]:
    """Texts with what lists say of them, in one query and without the bodies."""
    newest = Revision.objects.filter(text=OuterRef("pk"))
    live = Revision.objects.live(timezone.now()).filter(text=OuterRef("pk"))
    return Text.objects.annotate(
        newest_title=Subquery(newest.values("title")[:1]),
        newest_pk=Subquery(newest.values("pk")[:1]),
        live_pk=Subquery(live.values("pk")[:1]),
        is_scheduled=Exists(newest.filter(is_published=True, visible_from__gt=timezone.now())),
    ).order_by("language")


def state_in_words(text: Text) -> str:
    """live; draft, scheduled; live with a newer draft …, in words."""
    live, newest = getattr(text, "live_pk", None), getattr(text, "newest_pk", None)
    states = []
    if live:
        states.append(_("live"))
    if getattr(text, "is_scheduled", False):
        states.append(_("scheduled"))
    if newest and newest != live and not getattr(text, "is_scheduled", False):
        states.append(_("draft"))
    return ", ".join(str(state) for state in states) or str(_("hidden"))


def add_text_address(article: Article, language: str) -> str:
    return reverse("admin:articles_text_add") + f"?article={article.pk}&language={language}"
