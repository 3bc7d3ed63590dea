"""The full-text table beside the documents; see faq/search/fulltext.py."""

from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ("search", "0001_initial"),
    ]

    operations = [
        migrations.RunSQL(
            sql=(
                "CREATE VIRTUAL TABLE search_words USING fts5("
                "title, keywords, headings, body, "
                "tokenize=\"ascii tokenchars '-._/:@&+#%'\")"
            ),
            reverse_sql="DROP TABLE search_words",
        ),
    ]
