from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "faq.accounts"
    label = "accounts"
