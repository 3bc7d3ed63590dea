"""The admin site: its order is an editor's, content first."""

from typing import Any

from allauth.account.decorators import secure_admin_login
from django.contrib.admin import AdminSite
from django.http import HttpRequest
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.translation import gettext_lazy as _

from faq.accounts.queues import queues_for
from faq.accounts.signed_in import person
from helpcenter.desk import arrange

ORDER = [
    "tickets", "articles", "categories", "glossary", "facts", "announcements", "contact",
    "pictures", "search", "brand", "transfer", "accounts", "auth", "base", "api",
]  # fmt: skip


class HelpcenterAdminSite(AdminSite):
    """Django's admin in the order in which editors think."""

    site_header = _("Help center: editors' desk")
    site_title = _("Editors' desk")
    index_title = _("What would you like to change?")
    empty_value_display = "-"

    def get_app_list(self, request: HttpRequest, app_label: str | None = None) -> list[Any]:
        """Apps in the order above, those not named after them."""
        apps = super().get_app_list(request, app_label)
        return sorted(
            apps,
            key=lambda app: (
                ORDER.index(app["app_label"]) if app["app_label"] in ORDER else len(ORDER)
            ),
        )

    def index(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> TemplateResponse:
        """What waits for the person first, then Django's list of all that can be changed."""
        queues = queues_for(person(request), timezone.now())
        desk = arrange(queues, only_mine=request.GET.get("owner") == "mine")
        return super().index(request, {"desk": desk, **(extra_context or {})})

    def password_change(self, request: HttpRequest, extra_context: Any = None) -> Any:
        """There is one place to change it, which sends a letter about it too."""
        return redirect("account_change_password")

    @method_decorator(secure_admin_login)
    def login(self, request: HttpRequest, extra_context: Any = None) -> Any:
        """There is one way to sign in, with the second factor: that of the accounts."""
        return super().login(request, extra_context)
