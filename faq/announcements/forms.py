"""Announcements as an editor enters them."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from faq.accounts.models import AuditEntry
from faq.announcements import actions
from faq.announcements.models import (
    Announcement,
    AnnouncementText,
    Words,
)
from faq.base.time_zones import validate_time_zone
from faq.base.widgets import MarkdownTextarea

_IN_OWN_ZONE = ("starts_at", "ends_at")


class AnnouncementForm(forms.ModelForm):
    """What is the same in every language.

    Start and end of what is announced are typed in the announcement's own zone, all other times
    in the site's. `based_on` carries the change that the editor saw as the last one, so that
    nobody overwrites somebody else's unknowingly.
    """

    based_on = forms.IntegerField(required=False, widget=forms.HiddenInput)

    class Meta:
        model = Announcement
        fields = (
            "kind", "severity", "starts_at", "ends_at", "time_zone", "is_published",
            "visible_from", "visible_until", "is_pinned", "pinned_until", "key",
        )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.newest: AuditEntry | None = None
        if self.instance.pk:
            self.newest = actions.last_change(self.instance)
            self.initial["based_on"] = self.newest.pk if self.newest else None
            zone = ZoneInfo(self.instance.time_zone)
            for name in _IN_OWN_ZONE:
                if moment := self.initial.get(name):
                    self.initial[name] = timezone.make_naive(moment, zone)

    def clean_time_zone(self) -> str:
        """Start and end are read in it, so it is checked before them."""
        zone: str = self.cleaned_data["time_zone"]
        validate_time_zone(zone)
        return zone

    def clean(self) -> dict[str, Any]:
        """Read start and end in the zone beside them."""
        cleaned = super().clean() or {}
        if "time_zone" in cleaned:
            zone = ZoneInfo(cleaned["time_zone"])
            for name in _IN_OWN_ZONE:
                if moment := cleaned.get(name):
                    self._read_in(zone, name, moment)
        if self.newest and cleaned.get("based_on") != self.newest.pk:
            self._tell_of(self.newest)
        return cleaned

    def _tell_of(self, change: AuditEntry) -> None:
        """Refuse this time; sent once more, the form says that its editor knows of the change."""
        data = QueryDict(mutable=True)
        data.update(self.data)
        data[self.add_prefix("based_on")] = str(change.pk)
        self.data = data
        self.add_error(
            None,
            _(
                "%(who)s changed this announcement meanwhile. Your words are still in the fields: "
                "open the announcement in a second window, take over what you want, then save "
                "again."
            )
            % {"who": change.by or _("Somebody")},
        )

    def _read_in(self, zone: ZoneInfo, name: str, moment: datetime) -> None:
        try:
            self.cleaned_data[name] = _in_zone(timezone.make_naive(moment), zone)
        except ValidationError as error:
            self.add_error(name, error)


def _in_zone(typed: datetime, zone: ZoneInfo) -> datetime:
    """What a clock in the zone means; refused where it skips that time."""
    moment = typed.replace(tzinfo=zone)
    there_and_back = moment.astimezone(ZoneInfo("UTC")).astimezone(zone)
    if there_and_back.replace(tzinfo=None) != typed:
        raise ValidationError(_("Clocks in this zone skip that time: summer time begins."))
    return moment


class AnnouncementTextForm(forms.ModelForm):
    """The words in one language."""

    class Meta:
        model = AnnouncementText
        fields = ("language", "title", "summary", "body", "slug")
        widgets = {  # noqa: RUF012 (Django's own way)
            "summary": forms.Textarea({"rows": 2}),
            "body": MarkdownTextarea({"rows": 12}),
        }


class AnnouncementTextFormSet(forms.BaseInlineFormSet):
    """An announcement's words, one block for each language."""

    @property
    def texts(self) -> dict[str, Words]:
        """The words by language, for the action."""
        return {
            form.cleaned_data["language"]: Words(
                **{name: form.cleaned_data[name] for name in ("title", "summary", "body", "slug")}
            )
            for form in self.forms
            if form.cleaned_data.get("title") and not form.cleaned_data.get("DELETE")
        }
