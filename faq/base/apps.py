from django.apps import AppConfig
from django.utils.translation import pgettext_lazy


class BaseConfig(AppConfig):
    name = "faq.base"
    label = "base"
    verbose_name = pgettext_lazy("app", "Mail")
