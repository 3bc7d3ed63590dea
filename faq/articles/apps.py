from django.apps import AppConfig


class ArticlesConfig(AppConfig):
    name = "faq.articles"
    label = "articles"
