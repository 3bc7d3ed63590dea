from django.apps import AppConfig


class GlossaryConfig(AppConfig):
    name = "faq.glossary"
    label = "glossary"
