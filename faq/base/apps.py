from django.apps import AppConfig


class BaseConfig(AppConfig):
    name = "faq.base"
    label = "base"
