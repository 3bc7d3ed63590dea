from django.apps import AppConfig


class SearchConfig(AppConfig):
    name = "faq.search"
    label = "search"
