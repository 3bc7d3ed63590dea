"""Tickets as staff handle them: the queue, the page of a ticket, incoming mails, figures, and what
editors set."""

from faq.tickets.admin import incoming, setting, tickets

__all__ = ["incoming", "setting", "tickets"]
