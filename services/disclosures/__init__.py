"""What the ward makes public: composed by one, released by another, read and searched by everybody."""

from services.disclosures.overdue import tell_overdue

__all__ = ["tell_overdue"]
