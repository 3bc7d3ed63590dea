from django.apps import AppConfig


class CategoriesConfig(AppConfig):
    name = "faq.categories"
    label = "categories"
