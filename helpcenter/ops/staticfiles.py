"""How static files get their hashed names, and what happens when one is gone."""

import logging

from whitenoise.storage import CompressedManifestStaticFilesStorage

logger = logging.getLogger(__name__)


class ManifestStorage(CompressedManifestStaticFilesStorage):
    """Hashed and compressed files; a page that names a lost one is served all the same.

    A template that names a file which does not exist fails the system check before the start
    (`helpcenter.ops.checks`), and a style that does fails `collectstatic`.
    """

    def stored_name(self, name: str) -> str:
        """The hashed name, or the plain one where the list of collected files lacks it."""
        try:
            return str(super().stored_name(name))
        except ValueError:
            logger.warning("Static file %s was not collected: run manage.py collectstatic.", name)
            return name
