"""Who may do what at the editors' desk: the roles, each a group with the rights listed here.

`manage.py sync_roles` writes them. A right is named as Django names it: app, dot, code name. What
a role may not do within its rights, such as other categories and languages, areas say
(`faq.articles.models.Area`). Only superusers may make superusers.
"""

from collections.abc import Collection, Iterable, Mapping

from django.contrib.auth.models import Group, Permission
from django.db import transaction
from django.utils.translation import pgettext_lazy

READ = frozenset(
    f"{app}.view_{model}"
    for app, models in {
        "announcements": ("announcement", "announcementtext"),
        "articles": ("article", "goldenquery", "sentencereport", "tag", "text", "vote"),
        "categories": ("category", "categorytext"),
        "contact": ("channel", "channeltext", "holiday", "knownfake", "opening"),
        "facts": ("fact", "facttext", "factvalue"),
        "glossary": ("alias", "term", "termtext"),
        "pictures": ("picture", "subtitle", "video"),
    }.items()
    for model in models
)


def _change(app: str, *models: str, delete: bool = True) -> frozenset[str]:
    """The rights to add and change rows, and to delete them unless told otherwise."""
    verbs = ("view", "add", "change", *(("delete",) if delete else ()))
    return frozenset(f"{app}.{verb}_{model}" for verb in verbs for model in models)


WRITE = (
    READ
    | _change("articles", "article", "text", delete=False)
    | _change("pictures", "picture", "video", "subtitle", delete=False)
)
TRANSLATE = READ | _change("articles", "text", delete=False)
EDIT = (
    WRITE
    | {"articles.publish_text", "robot.view_answervote", "search.view_query"}
    | _change("announcements", "announcement", "announcementtext")
    | _change("articles", "article", "goldenquery", "tag")
    | _change("categories", "category", "categorytext")
    | _change("facts", "fact", "facttext", "factvalue")
    | _change("glossary", "alias", "term", "termtext")
    | _change("pictures", "picture", "subtitle", "video")
    | _change("search", "synonym", "synonymgroup")
)
SUPPORT = (
    READ
    | {f"tickets.view_{model}" for model in ("attachment", "cannedreply", "kind", "message")}
    | {"accounts.view_user", "tickets.change_ticket", "tickets.view_ticket"}
    | {"tickets.change_incomingmail", "tickets.view_incomingmail"}
    | _change("tickets", "label")
)
ADMINISTER = (
    EDIT
    | SUPPORT
    | _change("tickets", "answertime", "kind", "kindfield", "kindtext", "officehours")
    | _change("tickets", "cannedreply", "cannedreplytext")
    | {"accounts.view_auditentry", "auth.view_group"}
    | {"base.view_outgoingmail", "base.change_outgoingmail"}
    | _change("accounts", "user", delete=False)
    | _change("articles", "area")
    | _change("brand", "brand", "brandtext", "footerlink", "urgentlink")
    | _change(
        "contact",
        "channel",
        "channeltext",
        "holiday",
        "knownfake",
        "opening",
        "region",
        "regiontext",
        "spokenlanguage",
        "spokenlanguagetext",
    )
)

ROLES: Mapping[str, Collection[str]] = {
    "Writer": WRITE,
    "Editor": EDIT,
    "Translator": TRANSLATE,
    "Support agent": SUPPORT,
    "Administrator": ADMINISTER,
}
"""The rights of each role."""

_SHOWN = {
    "Writer": pgettext_lazy("role", "Writer"),
    "Editor": pgettext_lazy("role", "Editor"),
    "Translator": pgettext_lazy("role", "Translator"),
    "Support agent": pgettext_lazy("role", "Support agent"),
    "Administrator": pgettext_lazy("role", "Administrator"),
}


def shown_name(name: str) -> str:
    """A group's name as people read it; that of a group which is no role stays as it is."""
    return str(_SHOWN.get(name, name))


@transaction.atomic
def sync() -> list[str]:
    """Give each role exactly its rights; returns what changed, a line for each change.

    Other groups, and who is in which group, stay as they are. Raises LookupError when a right
    does not exist.
    """
    rights = {
        f"{right.content_type.app_label}.{right.codename}": right
        for right in Permission.objects.select_related("content_type")
    }
    return [line for name, wanted in ROLES.items() for line in _sync_role(name, wanted, rights)]


def _sync_role(
    name: str, wanted: Collection[str], rights: Mapping[str, Permission]
) -> Iterable[str]:
    if unknown := sorted(set(wanted) - rights.keys()):
        raise LookupError(f"There is no such right: {', '.join(unknown)}.")
    group, is_new = Group.objects.get_or_create(name=name)
    held = set(group.permissions.values_list("pk", flat=True))
    present = {label for label, right in rights.items() if right.pk in held}
    if present != set(wanted):
        group.permissions.set([rights[label] for label in wanted])
    if is_new:
        yield f"{name}: made"
    yield from (f"{name}: may now {label}" for label in sorted(set(wanted) - present))
    yield from (f"{name}: may no longer {label}" for label in sorted(present - set(wanted)))
