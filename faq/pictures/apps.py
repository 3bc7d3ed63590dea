from django.apps import AppConfig


class PicturesConfig(AppConfig):
    name = "faq.pictures"
    label = "pictures"
