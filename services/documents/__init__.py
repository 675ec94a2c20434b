"""The text of an uploaded file, whatever it calls itself; the file itself is kept beside it, byte for byte."""

from services.documents.extract import extract
from services.documents.result import Extracted, Fault, Note, Unreadable

__all__ = ["Extracted", "Fault", "Note", "Unreadable", "extract"]
