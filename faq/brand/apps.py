from django.apps import AppConfig


class BrandConfig(AppConfig):
    name = "faq.brand"
    label = "brand"
