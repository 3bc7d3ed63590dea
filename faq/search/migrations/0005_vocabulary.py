"""The words of the full-text table, to find out what was meant by one that it has not."""

from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ("search", "0004_synonym_groups"),
    ]

    operations = [
        migrations.RunSQL(
            sql="CREATE VIRTUAL TABLE search_vocabulary USING fts5vocab(search_words, row)",
            reverse_sql="DROP TABLE search_vocabulary",
        ),
    ]
