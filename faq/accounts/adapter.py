"""How django-allauth meets this site: addresses of visitors, letters, and where one goes next."""

import logging
from collections.abc import Mapping
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import record_authentication
from django.http import HttpRequest
from django.urls import Resolver404, resolve, reverse
from django.utils.text import format_lazy
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from faq.accounts import second_factor
from faq.accounts.letters import UNASKED, write_to
from faq.accounts.models import User
from faq.accounts.passwords import STAFF_LENGTH
from faq.base import letters
from faq.base.outbox import may_write_to_stranger
from faq.base.throttle import client_address

logger = logging.getLogger(__name__)

TEMPLATES: Mapping[str, str] = {
    "account/email/login_code": "emails/accounts/code",
    "account/email/password_reset_code": "emails/accounts/code",
    "account/email/email_confirmation": "emails/accounts/proof",
    "account/email/email_confirmation_signup": "emails/accounts/proof",
    "account/email/account_already_exists": "emails/accounts/known",
    "account/email/unknown_account": "emails/accounts/unknown",
}

CHANGES: Mapping[str, Any] = {
    "account/email/password_changed": _("The password was changed."),
    "account/email/password_set": _("A password was set."),
    "account/email/password_reset": _("The password was set anew with a code by mail."),
    "account/email/email_changed": _("The e-mail address was changed."),
    "account/email/email_deleted": _("An e-mail address was removed."),
    "mfa/email/totp_activated": _("An authenticator app was added."),
    "mfa/email/totp_deactivated": _("The authenticator app was removed."),
    "mfa/email/recovery_codes_generated": _("New recovery codes were made."),
    "mfa/email/webauthn_added": _("A passkey was added."),
    "mfa/email/webauthn_removed": _("A passkey was removed."),
}
"""What the letter about a change says of it."""

UNSEEN = {"account/messages/logged_in.txt", "account/messages/logged_out.txt"}
"""Messages that would turn up on some later page."""


class AccountAdapter(DefaultAccountAdapter):
    """allauth with our limits, our letters and our next pages."""

    error_messages: Mapping[str, Any] = {
        **DefaultAccountAdapter.error_messages,
        "short_staff_password": format_lazy(
            _(
                "Staff need a password of {length} characters or more. "
                "Sign in with a code by mail and set a new one."
            ),
            length=STAFF_LENGTH,
        ),
    }

    def get_client_ip(self, request: HttpRequest) -> str:
        """The address that limits go by; what a client writes into headers counts for nothing."""
        return client_address(request)

    def authenticate(self, request: HttpRequest, **credentials: Any) -> Any:
        """A person by password; one that was made staff needs a password that is long enough."""
        user = super().authenticate(request, **credentials)
        if user and user.is_staff and len(credentials.get("password", "")) < STAFF_LENGTH:
            raise self.validation_error("short_staff_password")
        return user

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        """A line in the log for whoever watches; without the address that was tried."""
        logger.warning("A password was refused, from %s.", client_address(request))

    def login(self, request: HttpRequest, user: Any) -> None:
        """Open the session, and a line in the log."""
        super().login(request, user)
        logger.info("Person %s signed in, from %s.", user.pk, client_address(request))

    def confirm_email(self, request: HttpRequest, email_address: Any) -> bool:
        """Whoever types the code of their first mail has shown who they are as with any other."""
        is_confirmed = bool(super().confirm_email(request, email_address))
        if is_confirmed and not request.user.is_authenticated:
            address = email_address.email
            record_authentication(request, email_address.user, method="code", email=address)
        return is_confirmed

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """Whoever signed in just now has shown who they are; later they show it again."""
        return not second_factor.is_fresh(self.request)

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """Staff go to their desk, readers to their requests where the site takes any."""
        if request.user.is_staff:
            return reverse("admin:index")
        requests = f"/{get_language()}/tickets/"
        try:
            resolve(requests)
        except Resolver404:
            return reverse("account")
        return requests

    def get_signup_redirect_url(self, request: HttpRequest) -> str:
        """One's own page, where a name, a code for mails and a password can be set."""
        return reverse("account")

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        """One's own page."""
        return reverse("account")

    def add_message(
        self, request: HttpRequest, level: int, message_template: Any = None, *args: Any, **kw: Any
    ) -> None:
        """Only messages that the next page shows anyway."""
        if message_template not in UNSEEN:
            super().add_message(request, level, message_template, *args, **kw)

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Write one of our letters; to an address that proved nothing only now and then."""
        template, code = TEMPLATES[template_prefix], context.get("code", "")
        if user := User.objects.with_proved_address(email):
            # allauth limits codes; that there is an account already, it would tell without end.
            if not code and UNASKED.is_exceeded(email.lower()):
                return
            write_to(user, template=template, context={"secret": code})
        elif may_write_to_stranger(email):
            letters.send(
                to=email,
                template=template,
                context={"secret": code},
                language=get_language() or "",
            )

    def send_notification_mail(
        self,
        template_prefix: str,
        user: User,
        context: dict[str, Any] | None = None,
        email: str | None = None,
    ) -> None:
        """Tell of a change of what signs a person in, also at an address they have left."""
        what = {"what": str(CHANGES[template_prefix])}
        write_to(user, template="emails/accounts/changed", context=what)
        if email and email.lower() != user.email.lower():
            letters.send(
                to=email,
                template="emails/accounts/changed",
                context=what,
                language=user.language or get_language() or "",
                code=user.mail_code,
            )
