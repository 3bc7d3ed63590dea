"""Sitemaps of texts in several languages, each entry naming its sisters."""

from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.sitemaps import Sitemap


class TranslatedSitemap(Sitemap):
    """Addresses always start with the configured one, whatever host was asked."""

    i18n = True
    alternates = True
    limit = 10_000

    def get_protocol(self, protocol: str | None = None) -> str:
        """http or https, as configured."""
        return urlsplit(settings.HELPCENTER_URL).scheme

    def get_domain(self, site: object = None) -> str:
        """The configured host."""
        return urlsplit(settings.HELPCENTER_URL).netloc
