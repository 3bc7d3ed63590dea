from django.apps import AppConfig
from django.core.checks import register

from faq.search.checks import check_settings


class SearchConfig(AppConfig):
    name = "faq.search"
    label = "search"

    def ready(self) -> None:
        register(check_settings)
