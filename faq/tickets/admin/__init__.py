"""Tickets as staff handle them: the queue, the page of a ticket, figures, and what editors set."""

from faq.tickets.admin import setting, tickets

__all__ = ["setting", "tickets"]
