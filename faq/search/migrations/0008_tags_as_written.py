"""Keep tags as they are written beside their folded form, so that results can offer them."""

from collections.abc import Callable

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

BATCH = 500


def add_names(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """The folded form stands in for the name until the index is made again."""
    _change(apps, lambda tag: f"{tag}\t{tag}" if "\t" not in tag else tag)


def drop_names(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Leave the folded form alone."""
    _change(apps, lambda tag: tag.partition("\t")[0])


def _change(apps: Apps, line: Callable[[str], str]) -> None:
    model = apps.get_model("search", "Document")
    changed = []
    for document in model.objects.exclude(tags="").only("tags").iterator(BATCH):
        tags = document.tags.split("\n")
        document.tags = "\n".join(line(tag) if tag else "" for tag in tags)
        changed.append(document)
        if len(changed) == BATCH:
            model.objects.bulk_update(changed, ["tags"])
            changed = []
    model.objects.bulk_update(changed, ["tags"])


class Migration(migrations.Migration):
    dependencies = [("search", "0007_meaning")]

    operations = [migrations.RunPython(add_names, drop_names)]
