"""Who handles tickets, and what people are called at the desk."""

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from faq.accounts.models import User

CHANGE = "tickets.change_ticket"
SEE_ADDRESSES = "accounts.view_user"


def agents() -> QuerySet[User]:
    """Staff who may act on tickets, by name."""
    right = {"content_type__app_label": "tickets", "codename": "change_ticket"}
    in_group = Q(**{f"groups__permissions__{name}": value for name, value in right.items()})
    by_name = Q(**{f"user_permissions__{name}": value for name, value in right.items()})
    allowed = User.objects.filter(Q(is_superuser=True) | in_group | by_name)
    return allowed.filter(is_staff=True, is_active=True).distinct().order_by("name", "pk")


def shown(user: User | None, address: str, *, to: User) -> str:
    """A person's name; their address only to those who may see people, and where there is none,
    a number."""
    if user is not None and user.name:
        return user.name
    if to.has_perm(SEE_ADDRESSES):
        return user.email if user else address
    return _("Person %(number)d") % {"number": user.pk} if user else _("A person without a name")
