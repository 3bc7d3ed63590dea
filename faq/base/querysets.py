"""Filters of what the lowest floor keeps."""

from datetime import datetime
from typing import Any

from django.db import models


class OutgoingMailQuerySet(models.QuerySet[Any]):
    """Mail by what is still to happen to it."""

    def waiting(self) -> "OutgoingMailQuerySet":
        """What is still to be sent, now or later."""
        return self.filter(state="waiting")

    def due(self, at: datetime) -> "OutgoingMailQuerySet":
        """What is to be sent now, the longest waiting first."""
        return self.waiting().filter(due_at__lte=at).order_by("due_at", "pk")

    def dead(self) -> "OutgoingMailQuerySet":
        """What was given up."""
        return self.filter(state="dead")
