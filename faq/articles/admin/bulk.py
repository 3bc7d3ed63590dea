"""What the list of articles does with many at once: the same as a save of each.

Texts that the person may not change are left out and named.
"""

from collections.abc import Callable, Iterable, Sequence

from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from faq.accounts.models import User
from faq.accounts.signed_in import person
from faq.articles import actions, retiring, rights, together
from faq.articles.admin.retiring import (
    delete_page,
    guarded,
    may_take_from_readers,
    read_again,
    title_of,
)
from faq.articles.bulk_forms import ChangeManyForm
from faq.articles.golden_guard import Loss
from faq.articles.models import Article, Revision, Text

Right = Callable[[User, Article, str], bool]
NAMED = 10
SENT = ("action", "select_across", ACTION_CHECKBOX_NAME)
"""What is sent again when somebody goes on: the action and what it was chosen for."""


class BulkActions(admin.ModelAdmin):
    """The actions of the list of articles."""

    actions = (
        "publish_drafts",
        "hide_all",
        "change_many",
        "check_today",
        "archive",
        "bring_back",
        "delete_selected",
    )

    def has_publish_permission(self, request: HttpRequest) -> bool:
        """Who publishes anywhere; each text is asked for on its own."""
        return request.user.has_perm("articles.publish_text")

    @admin.action(
        description=gettext_lazy("Publish the newest draft of each language"),
        permissions=["publish"],
    )
    def publish_drafts(
        self, request: HttpRequest, queryset: QuerySet[Article]
    ) -> HttpResponse | None:
        """Texts that may not be published as they are stay drafts and are named with the reason."""
        texts = _allowed(self, request, queryset, rights.can_publish)
        by, at = person(request), timezone.now()
        published: list[Text] = []
        refused: list[tuple[Text, str]] = []

        def publish_texts() -> None:
            for text in texts:
                newest = text.revisions.first()
                if newest is None or newest.is_published:
                    continue
                try:
                    actions.publish(newest, by=by, at=at)
                    published.append(text)
                except ValidationError as error:
                    refused.append((text, " ".join(error.messages)))

        if asked := self._guarded(request, [text.article for text in texts], publish_texts):
            return asked
        for text, why in refused:
            told = _("%(text)s stays a draft: %(why)s")
            self.message_user(request, told % {"text": text, "why": why}, messages.WARNING)
        done = len(published)
        self._tell(request, done, ngettext("%d text published.", "%d texts published.", done))
        return None

    @admin.action(
        description=gettext_lazy("Hide from readers, all languages"), permissions=["publish"]
    )
    def hide_all(self, request: HttpRequest, queryset: QuerySet[Article]) -> HttpResponse | None:
        """Drafts stay as they are."""
        by, at = person(request), timezone.now()
        seen = Revision.objects.filter(text__article__in=queryset).not_over(at)
        shown = set(seen.values_list("text", flat=True))
        hidden = [
            text
            for text in _allowed(self, request, queryset, rights.can_publish)
            if text.pk in shown
        ]

        def hide_texts() -> None:
            for text in hidden:
                actions.hide(text, by=by, at=at)

        if asked := self._guarded(request, [text.article for text in hidden], hide_texts):
            return asked
        done = len(hidden)
        self._tell(request, done, ngettext("%d text hidden.", "%d texts hidden.", done))
        return None

    @admin.action(
        description=gettext_lazy("Say that they were checked today"), permissions=["change"]
    )
    def check_today(self, request: HttpRequest, queryset: QuerySet[Article]) -> None:
        """Every language of each."""
        texts = _allowed(self, request, queryset, rights.can_write)
        together.mark_checked(texts, by=person(request), at=timezone.now())
        done = len(texts)
        self._tell(
            request, done, ngettext("%d text checked today.", "%d texts checked today.", done)
        )

    @admin.action(description=gettext_lazy("Archive"), permissions=["publish"])
    def archive(self, request: HttpRequest, queryset: QuerySet[Article]) -> HttpResponse | None:
        """Those of which every text may be hidden."""
        articles = self._that_may_go(request, queryset.filter(archived_at=None))
        by, at = person(request), timezone.now()

        def archive_them() -> None:
            retiring.archive_articles(read_again(articles), by=by, at=at)

        if asked := self._guarded(request, articles, archive_them):
            return asked
        done = len(articles)
        self._tell(request, done, ngettext("%d article archived.", "%d articles archived.", done))
        return None

    @admin.action(description=gettext_lazy("Bring back"), permissions=["publish"])
    def bring_back(self, request: HttpRequest, queryset: QuerySet[Article]) -> None:
        """Those in the archive."""
        articles = self._that_may_go(request, queryset.filter(archived_at__isnull=False))
        retiring.bring_back(articles, by=person(request), at=timezone.now())
        done = len(articles)
        told = ngettext("%d article brought back.", "%d articles brought back.", done)
        self._tell(request, done, told)

    @admin.action(description=gettext_lazy("Delete"), permissions=["delete"])
    def delete_selected(
        self, request: HttpRequest, queryset: QuerySet[Article]
    ) -> HttpResponse | None:
        """The page that deletes one, for those of which every text may be hidden."""
        articles = self._that_may_go(request, queryset)
        return delete_page(self, request, articles) if articles else None

    @admin.action(
        description=gettext_lazy("Change category, kind, owner, audience, tags"),
        permissions=["change"],
    )
    def change_many(self, request: HttpRequest, queryset: QuerySet[Article]) -> HttpResponse | None:
        """Ask what to change; articles with a text that the person may not write are left out."""
        by, is_sent = person(request), "apply" in request.POST
        form = ChangeManyForm(request.POST if is_sent else None)
        changed = form.cleaned_data if is_sent and form.is_valid() else {}
        wanted = {name: value for name, value in changed.items() if value}
        articles = _those(
            self,
            request,
            queryset,
            lambda article: (
                rights.can_rearrange(by, article, wanted)
                and all(
                    rights.can_write(by, article, text.language) for text in article.texts.all()
                )
            ),
        )
        losses: list[Loss] = []
        if is_sent and form.is_valid():
            changed_ones: list[int] = []

            def change() -> None:
                again, at = read_again(articles), timezone.now()
                changed_ones.append(together.change_articles(again, form.changes, by=by, at=at))

            losses = guarded(request, articles, change)
            if not losses:
                (done,) = changed_ones
                told = ngettext("%d article changed.", "%d articles changed.", done)
                self._tell(request, done, told)
                return None
        context = {
            **self.admin_site.each_context(request),
            "title": _("Change articles"),
            "opts": self.opts,
            "articles": [(article, title_of(article)) for article in articles],
            "form": form,
            "losses": losses,
        }
        return TemplateResponse(request, "admin/articles/change_many.html", context)

    def _guarded(
        self, request: HttpRequest, articles: Sequence[Article], change: Callable[[], None]
    ) -> HttpResponse | None:
        """Make a change, or the page that names the golden queries it would lose, and asks."""
        losses = guarded(request, articles, change)
        if not losses:
            return None
        context = {
            **self.admin_site.each_context(request),
            "title": _("Searches would be lost"),
            "opts": self.opts,
            "losses": losses,
            "sent": [(name, value) for name in SENT for value in request.POST.getlist(name)],
        }
        return TemplateResponse(request, "admin/articles/accept_losses.html", context)

    def _that_may_go(self, request: HttpRequest, queryset: QuerySet[Article]) -> Sequence[Article]:
        user = person(request)
        return _those(self, request, queryset, lambda one: may_take_from_readers(user, one))

    def _tell(self, request: HttpRequest, done: int, told: str) -> None:
        level = messages.SUCCESS if done else messages.WARNING
        self.message_user(request, told % done, level)


def _allowed(
    desk: admin.ModelAdmin, request: HttpRequest, queryset: QuerySet[Article], right: Right
) -> list[Text]:
    """The texts of articles with which the person may do something; the others are named."""
    texts = Text.objects.filter(article__in=queryset).select_related("article")
    allowed: list[Text] = []
    refused: list[Text] = []
    for text in texts:
        is_allowed = right(person(request), text.article, text.language)
        (allowed if is_allowed else refused).append(text)
    _name_refused(desk, request, refused)
    return allowed


def _those(
    desk: admin.ModelAdmin,
    request: HttpRequest,
    queryset: QuerySet[Article],
    is_allowed: Callable[[Article], bool],
) -> list[Article]:
    """The articles with which the person may do something; the others are named."""
    articles = list(queryset)
    _name_refused(desk, request, [title_of(one) for one in articles if not is_allowed(one)])
    return [one for one in articles if is_allowed(one)]


def _name_refused(desk: admin.ModelAdmin, request: HttpRequest, refused: Iterable[object]) -> None:
    names = [str(one) for one in refused]
    if names:
        more = " …" if len(names) > NAMED else ""
        told = _("Left out, because you may not do this with them: %(names)s") % {
            "names": ", ".join(names[:NAMED]) + more
        }
        desk.message_user(request, told, messages.WARNING)
