"""The notice board as an editor works with it: written, scheduled, pinned, taken down."""

from collections.abc import Callable
from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.forms import ModelForm
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from faq.accounts.signed_in import person
from faq.announcements import actions, derived
from faq.announcements.forms import (
    AnnouncementForm,
    AnnouncementTextForm,
    AnnouncementTextFormSet,
)
from faq.announcements.models import Announcement, AnnouncementText
from faq.base import languages


class AnnouncementTextInline(admin.StackedInline):
    """The words, one block for each language."""

    model = AnnouncementText
    form = AnnouncementTextForm
    formset = AnnouncementTextFormSet
    extra = 0
    min_num = 1
    validate_min = True


class StateFilter(admin.SimpleListFilter):
    """Announcements by whether readers can see them."""

    title = _("state")
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        """Draft, scheduled, on the board, in the banner, taken down."""
        return [
            ("draft", _("draft")),
            ("scheduled", _("scheduled")),
            ("visible", _("on the board")),
            ("pinned", _("pinned")),
            ("taken-down", _("taken down")),
        ]

    def queryset(
        self, request: HttpRequest, queryset: QuerySet[Announcement]
    ) -> QuerySet[Announcement]:
        """By the same words as the reader's pages."""
        at, board = timezone.now(), Announcement.objects.all()
        wanted: dict[str | None, Any] = {
            "draft": board.filter(is_published=False),
            "scheduled": board.scheduled(at),
            "visible": board.visible_to(request.user, at),
            "pinned": board.pinned_at(at),
            "taken-down": board.taken_down(at),
        }
        return queryset.filter(pk__in=wanted[self.value()]) if self.value() in wanted else queryset


class MissingLanguageFilter(admin.SimpleListFilter):
    """Announcements that lack a text in a language."""

    title = _("not written in")
    parameter_name = "missing"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """The site's languages."""
        return [(code, languages.name(code)) for code in languages.codes()]

    def queryset(
        self, request: HttpRequest, queryset: QuerySet[Announcement]
    ) -> QuerySet[Announcement]:
        """Those without it."""
        return queryset.exclude(texts__language=self.value()) if self.value() else queryset


def _title_in(language: str) -> Callable[[Announcement], str]:
    """A column with the titles in one language."""

    @admin.display(description=languages.name(language))
    def title(announcement: Announcement) -> str:
        texts = announcement.texts.all()
        return next((text.title for text in texts if text.language == language), "")

    return title


@admin.register(Announcement)
class AnnouncementAdmin(admin.ModelAdmin):
    """Announcements, newest first."""

    form = AnnouncementForm
    inlines = (AnnouncementTextInline,)
    fieldsets = (
        (None, {"fields": ("kind", "severity", "based_on")}),
        (_("When it takes place"), {"fields": (("starts_at", "ends_at"), "time_zone")}),
        (_("On the board"), {"fields": ("is_published", ("visible_from", "visible_until"))}),
        (_("At the top of every page"), {"fields": ("is_pinned", "pinned_until")}),
        (_("In files"), {"fields": ("key",)}),
    )
    list_display = (
        "title", *(_title_in(code) for code in languages.codes()[1:]), "state", "is_in_banner",
        "kind", "severity", "visible_from",
    )  # fmt: skip
    list_filter = (StateFilter, "kind", "severity", MissingLanguageFilter)
    search_fields = ("key", "texts__title", "texts__summary")
    actions = ("publish_selected", "hide_selected", "pin_selected", "unpin_selected")
    list_per_page = 50
    show_full_result_count = False

    class Media:
        css = {"all": ["css/admin.css"]}  # noqa: RUF012

    def get_queryset(self, request: HttpRequest) -> QuerySet[Announcement]:
        """With the words that the list shows."""
        return Announcement.objects.newest_first().with_texts()

    @admin.display(description=_("title"))
    def title(self, announcement: Announcement) -> str:
        """In the site's first language, or in what stands in for it."""
        return str(announcement)

    @admin.display(description=_("state"))
    def state(self, announcement: Announcement) -> str:
        """Whether readers see it, and how what it announces stands."""
        at = timezone.now()
        event = announcement.state(at)
        states = [_shown_state(announcement), event.label if event else ""]
        return ", ".join(str(state) for state in states if state)

    @admin.display(description=_("pinned"), boolean=True)
    def is_in_banner(self, announcement: Announcement) -> bool:
        """Whether it stands at the top of every page, or will."""
        end = announcement.banner_until
        return announcement.is_pinned and (end is None or timezone.now() < end)

    def get_readonly_fields(
        self, request: HttpRequest, obj: Announcement | None = None
    ) -> tuple[str, ...]:
        """The key of an old one never changes."""
        return ("key",) if obj else ()

    def save_model(
        self, request: HttpRequest, obj: Announcement, form: ModelForm, change: bool
    ) -> None:
        """The announcement is saved together with its words, by the one action below."""

    def save_related(
        self, request: HttpRequest, form: ModelForm, formsets: Any, change: bool
    ) -> None:
        """Save all that the page holds, and say what in the words leads nowhere."""
        (formset,) = formsets
        actions.save_announcement(
            form.instance, texts=formset.texts, by=person(request), at=timezone.now()
        )
        # Nothing is left to be saved; this only notes what changed, for the admin's history.
        formset.save(commit=False)
        for language, words in formset.texts.items():
            for problem in derived.render(words.body, language).problems:
                self.message_user(
                    request, f"{languages.name(language)}: {problem}", messages.WARNING
                )

    def delete_model(self, request: HttpRequest, obj: Announcement) -> None:
        """One announcement, after the page that names what goes with it."""
        actions.delete_announcements([obj], by=person(request), at=timezone.now())

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Announcement]) -> None:
        """The same for a selection."""
        actions.delete_announcements(queryset, by=person(request), at=timezone.now())

    @admin.action(description=_("Publish"), permissions=["change"])
    def publish_selected(self, request: HttpRequest, queryset: QuerySet[Announcement]) -> None:
        """At once, also those that were to appear later."""
        for announcement in queryset:
            actions.publish(announcement, by=person(request), at=timezone.now())
        self.message_user(request, _("Published."), messages.SUCCESS)

    @admin.action(description=_("Hide from readers"), permissions=["change"])
    def hide_selected(self, request: HttpRequest, queryset: QuerySet[Announcement]) -> None:
        """The words stay."""
        for announcement in queryset:
            actions.hide(announcement, by=person(request), at=timezone.now())
        self.message_user(request, _("Hidden from readers."), messages.SUCCESS)

    @admin.action(description=_("Pin"), permissions=["change"])
    def pin_selected(self, request: HttpRequest, queryset: QuerySet[Announcement]) -> None:
        """Until the end of what each announces, or until unpinned."""
        for announcement in queryset:
            actions.pin(announcement, by=person(request), at=timezone.now())
        self.message_user(request, _("Pinned."), messages.SUCCESS)

    @admin.action(description=_("Unpin"), permissions=["change"])
    def unpin_selected(self, request: HttpRequest, queryset: QuerySet[Announcement]) -> None:
        """They stay on the board."""
        for announcement in queryset:
            actions.unpin(announcement, by=person(request), at=timezone.now())
        self.message_user(request, _("Unpinned."), messages.SUCCESS)


def _shown_state(announcement: Announcement) -> Any:
    at = timezone.now()
    if not announcement.is_published:
        return _("draft")
    if at < announcement.visible_from:
        return _("scheduled")
    if announcement.visible_until and announcement.visible_until <= at:
        return _("taken down")
    return _("on the board")
