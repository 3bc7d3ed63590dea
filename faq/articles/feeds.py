"""What is new among articles, as Atom."""

from datetime import datetime

from django.conf import settings
from django.contrib.syndication.views import Feed
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from faq.articles.cards import Card, cards
from faq.articles.models import Revision
from faq.base.caching import public
from faq.brand.frame import frame

ENTRIES = 30


class ArticleFeed(Feed):
    """The newest visible articles in one language, each with its answer."""

    feed_type = Atom1Feed

    def get_object(self, request: HttpRequest) -> str:
        """The language of the feed."""
        self._user = request.user
        return request.LANGUAGE_CODE

    def title(self, language: str) -> str:
        """The feed's name."""
        return _("%(site)s: new and changed articles") % {"site": frame(language).site_name}

    def link(self, language: str) -> str:
        """The page that the feed follows."""
        return settings.HELPCENTER_URL + reverse("article_list")

    def feed_url(self, language: str) -> str:
        """The feed itself."""
        return settings.HELPCENTER_URL + reverse("article_feed")

    def author_name(self, language: str) -> str:
        """Who writes."""
        return frame(language).name

    def items(self, language: str) -> list[Card]:
        """Newest first."""
        readable = Revision.objects.visible_to(self._user).in_language(language)
        return cards(readable.newest_first().for_cards()[:ENTRIES], language)

    def item_title(self, item: Card) -> str:
        """The article's title."""
        return item.title

    def item_description(self, item: Card) -> str:
        """The answer."""
        return item.summary

    def item_link(self, item: Card) -> str:
        """The full address."""
        return settings.HELPCENTER_URL + item.url

    def item_guid(self, item: Card) -> str:
        """The same whatever becomes of the title and the address."""
        return f"{settings.HELPCENTER_URL}/{get_language()}/articles/{item.article_id}"

    def item_updateddate(self, item: Card) -> datetime | None:
        """When these words became visible."""
        return item.updated_at


@public
@require_safe
def article_feed(request: HttpRequest) -> HttpResponse:
    """Answer with the feed in the language of the address."""
    return ArticleFeed()(request)
