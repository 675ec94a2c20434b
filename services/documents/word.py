"""The text of a .docx in the order of the page: paragraphs, tables, text boxes, and the numbers Word shows."""

import io
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import docx
from docx.oxml.ns import qn

from rules.markup import escape, parse
from services.documents.numbering import Numbering
from services.documents.result import Extracted, Fault, Note, Unreadable

MIME = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
# Twenty megabytes of pictures unpack to little more; twenty megabytes of zeros to twenty gigabytes.
UNPACKED_SIZE = 100 * 1024 * 1024
XML_SIZE = 20 * 1024 * 1024
_ENTRIES = 5_000
_PASSWORD_FLAG = 1

# The namespace is not among those python-docx names.
_ALTERNATE = "{http://schemas.openxmlformats.org/markup-compatibility/2006}AlternateContent"
_WRAPPERS = frozenset(
    map(qn, ("w:hyperlink", "w:smartTag", "w:customXml", "w:fldSimple", "w:sdt", "w:sdtContent", "w:dir", "w:bdo"))
)
_ADDED = frozenset(map(qn, ("w:ins", "w:moveTo")))
_REMOVED = frozenset(map(qn, ("w:del", "w:moveFrom")))
_NOTES = frozenset(map(qn, ("w:footnoteReference", "w:endnoteReference")))
_OBJECTS = frozenset(map(qn, ("w:drawing", "w:pict", "w:object")))
_LETTERS = {
    qn("w:tab"): "\t",
    qn("w:ptab"): "\t",
    qn("w:br"): "\n",
    qn("w:cr"): "\n",
    qn("w:noBreakHyphen"): "-",
}
# Letters of Symbol and Wingdings that forms use: bullet, boxes, ticks, arrow.
_SYMBOLS = {
    "F0B7": "•",
    "F0A7": "▪",
    "F0A8": "☐",
    "F06F": "☐",
    "F0FE": "☑",
    "F0FD": "☒",
    "F0FC": "✓",
    "F0E0": "→",
}
_OFF = frozenset({"0", "false", "off", "none"})


def read(data: bytes) -> Extracted:
    """The text of a .docx, bold marked and asterisks escaped."""
    try:
        _guard(data)
        document = docx.Document(io.BytesIO(data))
        reading = _Reading(document)
        blocks = list(reading.blocks(document.element.body))
    except Unreadable:
        raise
    except Exception as error:  # a damaged file fails anywhere in zip, XML or package, in its own ways
        raise Unreadable(Fault.BROKEN) from error
    return Extracted("\n\n".join(blocks), MIME, None, reading.warnings())


def _guard(data: bytes) -> None:
    """Refuse what is not a .docx or would unpack to more than a document needs.

    The sizes are those the archive states, and zipfile never unpacks more of an entry than it states.
    """
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        entries = archive.infolist()
    if any(entry.flag_bits & _PASSWORD_FLAG for entry in entries):
        raise Unreadable(Fault.ENCRYPTED)
    if not any(entry.filename == "word/document.xml" for entry in entries):
        raise Unreadable(Fault.UNSUPPORTED_TYPE)
    xml = sum(entry.file_size for entry in entries if entry.filename.endswith((".xml", ".rels")))
    if len(entries) > _ENTRIES or xml > XML_SIZE or sum(entry.file_size for entry in entries) > UNPACKED_SIZE:
        raise Unreadable(Fault.TOO_BIG)


@dataclass(frozen=True, slots=True)
class _Piece:
    """Some letters of a paragraph."""

    text: str
    bold: bool


class _Reading:
    """Walks through a document once, counting its lists and noting what a text cannot show."""

    def __init__(self, document: Any) -> None:
        self._styles = {style.style_id: style for style in document.styles}
        self._numbering = Numbering(document)
        self._notes: set[Note] = set()
        self._boxes: list[Any] = []

    def warnings(self) -> tuple[Note, ...]:
        """What was noted, in the order of Note."""
        notes = self._notes | self._numbering.notes
        return tuple(note for note in Note if note in notes)

    def blocks(self, container: Iterable[Any]) -> Iterator[str]:
        """The paragraphs and tables of a body, a cell or a text box, without empty ones."""
        for child in container:
            if child.tag == qn("w:p"):
                yield from self._paragraph(child)
            elif child.tag == qn("w:tbl"):
                yield from self._table(child)
            elif child.tag in _WRAPPERS or child.tag in _ADDED:
                yield from self.blocks(child)
            elif child.tag == _ALTERNATE:
                yield from self.blocks(_chosen(child))

    def _paragraph(self, paragraph: Any) -> Iterator[str]:
        style = _value(paragraph, "w:pPr/w:pStyle")
        pieces = list(self._pieces(paragraph, self._is_bold_style(style)))
        label = self._numbering.label(paragraph, self._chain(style))
        text = "".join(piece.text for piece in pieces)
        if text.strip():
            if label:
                pieces.insert(0, _Piece(label, next(piece.bold for piece in pieces if piece.text.strip())))
            yield _marked(pieces)
        boxes, self._boxes = self._boxes, []
        for box in boxes:
            self._notes.add(Note.TEXT_BOXES)
            yield from self.blocks(box)

    def _table(self, table: Any) -> Iterator[str]:
        """Rows of short cells as one line each, all rows together; the blocks of other cells one by one."""
        self._notes.add(Note.TABLES)
        lines: list[str] = []
        for row in _rows(table):
            cells = [list(self.blocks(cell)) for cell in _cells(row)]
            if all(len(blocks) <= 1 and "\n" not in "".join(blocks) for blocks in cells):
                lines.append("\t".join("".join(blocks) for blocks in cells))
                continue
            if lines:
                yield "\n".join(lines)
                lines = []
            for blocks in cells:
                yield from blocks
        if any(line.strip() for line in lines):
            yield "\n".join(line for line in lines if line.strip())

    def _pieces(self, parent: Any, bold: bool) -> Iterator[_Piece]:
        for child in parent:
            if child.tag == qn("w:r"):
                yield from self._run(child, bold)
            elif child.tag in _WRAPPERS:
                yield from self._pieces(child, bold)
            elif child.tag in _ADDED:
                self._notes.add(Note.TRACKED_CHANGES)
                yield from self._pieces(child, bold)
            elif child.tag in _REMOVED:
                self._notes.add(Note.TRACKED_CHANGES)
            elif child.tag == _ALTERNATE:
                yield from self._pieces(_chosen(child), bold)
            elif child.tag in (qn("m:oMath"), qn("m:oMathPara")):
                self._notes.add(Note.FORMULAS)
                yield _Piece("".join(each.text or "" for each in child.iter(qn("m:t"))), False)

    def _run(self, run: Any, bold: bool) -> Iterator[_Piece]:
        if _switch(run, "w:rPr/w:vanish"):
            if any(each.text for each in run.iter(qn("w:t"))):
                self._notes.add(Note.HIDDEN_TEXT)
            return
        own = _switch(run, "w:rPr/w:b")
        if own is None:
            own = bold or self._is_bold_style(_value(run, "w:rPr/w:rStyle"))
        yield _Piece("".join(self._letters(run)), own)

    def _letters(self, run: Any) -> Iterator[str]:
        for child in run:
            if child.tag == qn("w:t"):
                yield (child.text or "").replace("\n", " ")
            elif child.tag in _LETTERS:
                yield _LETTERS[child.tag]
            elif child.tag == qn("w:sym"):
                yield self._symbol(child)
            elif child.tag in _NOTES:
                self._notes.add(Note.FOOTNOTES)
            elif child.tag in _OBJECTS:
                self._object(child)
            elif child.tag == _ALTERNATE:
                yield from self._letters(_chosen(child))

    def _symbol(self, symbol: Any) -> str:
        letter = _SYMBOLS.get((symbol.get(qn("w:char")) or "").upper(), "")
        if not letter:
            self._notes.add(Note.SYMBOLS)
        return letter

    def _object(self, drawn: Any) -> None:
        boxes = [box for box in drawn.iter(qn("w:txbxContent")) if not _inside(box, drawn)]
        self._boxes += boxes
        if not boxes:
            self._notes.add(Note.PICTURES)

    def _chain(self, style_id: str | None) -> list[Any]:
        """A style and those it is based on, nearest first."""
        chain: list[Any] = []
        style = self._styles.get(style_id) if style_id else None
        while style is not None and style not in chain:
            chain.append(style)
            style = style.base_style
        return chain

    def _is_bold_style(self, style_id: str | None) -> bool:
        for style in self._chain(style_id):
            own = _switch(style.element, "w:rPr/w:b")
            if own is not None:
                return own
        return False


def _chosen(alternate: Any) -> Any:
    """The newer of the two ways in which Word keeps one thing."""
    return next(iter(alternate), ())


def _inside(box: Any, drawn: Any) -> bool:
    """Whether a text box is in another one, or the old copy of one, and is met elsewhere."""
    fallback = _ALTERNATE.replace("AlternateContent", "Fallback")
    for parent in box.iterancestors():
        if parent is drawn:
            return False
        if parent.tag in (qn("w:txbxContent"), fallback):
            return True
    return False


def _rows(table: Any) -> Iterator[Any]:
    for child in table:
        if child.tag == qn("w:tr"):
            yield child
        elif child.tag in _WRAPPERS or child.tag in _ADDED:
            yield from _rows(child)


def _cells(row: Any) -> Iterator[Any]:
    for child in row:
        if child.tag == qn("w:tc"):
            yield child
        elif child.tag in _WRAPPERS or child.tag in _ADDED:
            yield from _cells(child)


def _value(element: Any, path: str) -> str | None:
    found = element.find("/".join(map(qn, path.split("/"))))
    return None if found is None else found.get(qn("w:val"))


def _switch(element: Any, path: str) -> bool | None:
    """A property that is on, off or not said."""
    found = element.find("/".join(map(qn, path.split("/"))))
    return None if found is None else (found.get(qn("w:val")) or "1").lower() not in _OFF


def _marked(pieces: list[_Piece]) -> str:
    """The letters of a paragraph with `**` around what is bold, or without where that would change a letter."""
    text = "".join(piece.text for piece in pieces)
    marked = "".join(_mark(run, bold) for run, bold in _runs(pieces))
    return marked if parse(marked).text == text else escape(text)


def _mark(text: str, bold: bool) -> str:
    core = text.strip()
    if not bold or not core:
        return escape(text)
    start = text.index(core)
    return f"{text[:start]}**{escape(core)}**{text[start + len(core) :]}"


def _runs(pieces: list[_Piece]) -> list[tuple[str, bool]]:
    """Neighbouring letters of one kind together; space is bold or not like what goes before it."""
    runs: list[tuple[str, bool]] = []
    for piece in pieces:
        if runs and (piece.bold == runs[-1][1] or not piece.text.strip()):
            runs[-1] = (runs[-1][0] + piece.text, runs[-1][1])
        elif piece.text:
            runs.append((piece.text, piece.bold))
    return runs
