from django.apps import AppConfig
from django.core.checks import register
from django.utils.translation import gettext_lazy as _

from faq.search.checks import check_settings


class SearchConfig(AppConfig):
    name = "faq.search"
    label = "search"
    verbose_name = _("Search")

    def ready(self) -> None:
        register(check_settings)
