"""The notice board as Atom."""

from datetime import datetime

from django.conf import settings
from django.contrib.syndication.views import Feed
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from faq.announcements import board
from faq.announcements.board import AnnouncementRow
from faq.base.caching import public
from faq.brand.frame import frame

ENTRIES = 30


class AnnouncementFeed(Feed):
    """The newest visible announcements in one language, each with what it says in short."""

    feed_type = Atom1Feed

    def get_object(self, request: HttpRequest) -> str:
        """The language of the feed."""
        self._user, self._at = request.user, timezone.now()
        return request.LANGUAGE_CODE

    def title(self, language: str) -> str:
        """The feed's name."""
        return _("%(site)s: announcements") % {"site": frame(language).site_name}

    def link(self, language: str) -> str:
        """The page that the feed follows."""
        return settings.HELPCENTER_URL + reverse("announcement_list")

    def feed_url(self, language: str) -> str:
        """The feed itself."""
        return settings.HELPCENTER_URL + reverse("announcement_feed")

    def author_name(self, language: str) -> str:
        """Who writes."""
        return frame(language).name

    def items(self, language: str) -> list[AnnouncementRow]:
        """Newest first."""
        return board.latest(language, user=self._user, at=self._at, number=ENTRIES)

    def item_title(self, item: AnnouncementRow) -> str:
        """The announcement's title."""
        return item.title

    def item_description(self, item: AnnouncementRow) -> str:
        """What it says in short."""
        return item.summary

    def item_link(self, item: AnnouncementRow) -> str:
        """The full address."""
        return settings.HELPCENTER_URL + item.url

    def item_guid(self, item: AnnouncementRow) -> str:
        """The same whatever becomes of the title and the address."""
        return f"{settings.HELPCENTER_URL}/{get_language()}/announcements/{item.number}"

    def item_pubdate(self, item: AnnouncementRow) -> datetime:
        """When it appeared on the board."""
        return item.published_at

    def item_updateddate(self, item: AnnouncementRow) -> datetime:
        """When its words became visible."""
        return item.updated_at

    def item_categories(self, item: AnnouncementRow) -> tuple[str]:
        """Its kind."""
        return (item.kind_label,)


@public
@require_safe
def announcement_feed(request: HttpRequest) -> HttpResponse:
    """Answer with the feed in the language of the address."""
    return AnnouncementFeed()(request)
