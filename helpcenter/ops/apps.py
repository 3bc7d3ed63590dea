from django.apps import AppConfig
from django.core.checks import register

from helpcenter.ops.checks import check_static_names


class OpsConfig(AppConfig):
    name = "helpcenter.ops"
    label = "ops"

    def ready(self) -> None:
        register(check_static_names)
