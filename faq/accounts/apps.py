from django.apps import AppConfig
from django.core.cache import caches
from django.utils.connection import ConnectionProxy
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    """People, their ways to sign in, and the trail."""

    name = "faq.accounts"
    label = "accounts"
    verbose_name = _("People")

    def ready(self) -> None:
        """Let allauth count tries and spent codes where all processes see them.

        It knows only the default cache, which each process has for itself.
        """
        # They have models below them, which are not there before all apps are.
        from allauth.core.internal import ratelimit
        from allauth.mfa.totp.internal import auth as totp

        ratelimit.cache = totp.cache = ConnectionProxy(caches, "limits")
