from django.apps import AppConfig


class OpsConfig(AppConfig):
    name = "helpcenter.ops"
    label = "ops"
