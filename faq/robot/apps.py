from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class RobotConfig(AppConfig):
    name = "faq.robot"
    label = "robot"
    verbose_name = _("Robot")
