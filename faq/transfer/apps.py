from django.apps import AppConfig


class TransferConfig(AppConfig):
    name = "faq.transfer"
    label = "transfer"
