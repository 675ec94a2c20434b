"""The minutes of a vote online as a document: Mẫu 03 of Nghị định 59/2023/NĐ-CP, with what Điều 5 khoản 4 asks for."""

import asyncio
from collections.abc import Sequence
from io import BytesIO

from docx import Document
from docx.document import Document as Page
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt
from docx.table import _Row

from cards import verdicts
from cards.card import Attachment, Card
from cards.polls.sayings import moment
from cards.words import _
from rules.calendar import local
from services.polls.views import MinutesView

FONT = "Times New Roman"
SIGNATURES = 4


def _line(page: Page, words: str, *, bold: bool = False, italic: bool = False, centre: bool = False) -> None:
    paragraph = page.add_paragraph()
    run = paragraph.add_run(words)
    run.bold, run.italic = bold, italic
    if centre:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER


def _blank() -> Page:
    """An A4 page in the letters that offices use."""
    page = Document()
    style = page.styles["Normal"]
    style.font.name, style.font.size = FONT, Pt(13)
    style.element.rPr.rFonts.set(qn("w:eastAsia"), FONT)
    style.paragraph_format.space_after = Pt(4)
    section = page.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin, section.right_margin = Cm(3), Cm(2)
    section.top_margin = section.bottom_margin = Cm(2)
    return page


def _head(page: Page, view: MinutesView) -> None:
    group, ward = view.group.upper(), view.ward.upper()
    _line(page, _("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"), bold=True, centre=True)
    _line(page, _("Độc lập - Tự do - Hạnh phúc"), bold=True, centre=True)
    _line(page, f"{group} – {ward}", centre=True)
    day = local(view.result.poll.closed_at or view.result.poll.closes_at)
    _line(page, _("Ngày {day:%d} tháng {day:%m} năm {day:%Y}").format(day=day), italic=True, centre=True)
    _line(page, _("BIÊN BẢN BIỂU QUYẾT TRỰC TUYẾN CỦA CỘNG ĐỒNG DÂN CƯ"), bold=True, centre=True)
    _line(
        page,
        _("(Điều 5 Nghị định 59/2023/NĐ-CP; Mẫu số 03 kèm theo Nghị định)"),
        italic=True,
        centre=True,
    )


def _facts(view: MinutesView) -> list[tuple[str, str]]:
    poll, tally = view.result.poll, view.result.tally
    agree, disagree, other = tally.counts
    method = view.method.tally
    return [
        (_("Việc biểu quyết"), f"{poll.code}. {poll.title}"),
        (_("Bắt đầu"), moment(poll.opens_at)),
        (_("Kết thúc"), moment(poll.closed_at or poll.closes_at)),
        (_("Tổng số hộ"), str(tally.households)),
        (_("Số hộ tham gia biểu quyết"), str(tally.answered)),
        (_("Số hộ không tham gia"), str(tally.households - tally.answered)),
        (_("Đồng ý"), str(agree)),
        (_("Không đồng ý"), str(disagree)),
        (_("Ý kiến khác"), str(other)),
        (
            _("Hỏi về cách biểu quyết ({code})").format(code=view.method.poll.code),
            _("{agree}/{households} hộ đồng ý").format(agree=method.counts[0], households=method.households),
        ),
    ]


def _mark(row: _Row, name: str) -> None:
    """The row has this property of WordprocessingML."""
    mark = OxmlElement(name)
    mark.set(qn("w:val"), "true")
    row._tr.get_or_add_trPr().append(mark)


def _table(page: Page, head: tuple[str, ...], rows: Sequence[tuple[str, ...]], widths: tuple[float, ...]) -> None:
    table = page.add_table(rows=0, cols=len(widths))
    table.style = "Table Grid"
    table.autofit = False
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Cm(width)
    for place, cells in enumerate([head, *rows] if head else rows):
        row = table.add_row()
        for cell, words, width in zip(row.cells, cells, widths, strict=True):
            cell.width = Cm(width)
            cell.text = words
            cell.paragraphs[0].paragraph_format.space_after = Pt(0)
            for run in cell.paragraphs[0].runs:
                run.bold = bool(head) and place == 0
        _mark(row, "w:cantSplit")
        if head and place == 0:
            _mark(row, "w:tblHeader")  # on every page


def document(view: MinutesView) -> bytes:
    """The whole document; call it off the event loop."""
    page = _blank()
    _head(page, view)
    _line(page, _("1. Kết quả"), bold=True)
    _table(page, (), _facts(view), (6.5, 9.5))
    _line(page, "")
    if view.result.outcome is not None:
        decided, *why = verdicts.lines(view.result.poll, view.result.outcome)
        _line(page, decided.lstrip("✅❌⚠️ "), bold=True)
        for line in why:
            _line(page, line)
    _line(page, _("2. Nội dung"), bold=True)
    for line in view.result.poll.body.splitlines():
        if line.strip():
            _line(page, line)
    _line(page, _("3. Danh sách đại diện hộ tham gia biểu quyết"), bold=True)
    rows = [(str(place), it.code, it.representative, it.address) for place, it in enumerate(view.voters, start=1)]
    _table(page, (_("TT"), _("Mã hộ"), _("Người đại diện"), _("Địa chỉ")), rows, (1.2, 2.8, 5.5, 6.5))
    _line(page, "")
    _line(page, _("Kèm theo: bản chụp kết quả biểu quyết."), italic=True)
    signatures = (_("Tổ trưởng"), _("Ban công tác Mặt trận"), _("Đại diện hộ 1"), _("Đại diện hộ 2"))
    table = page.add_table(rows=1, cols=SIGNATURES)
    for cell, who in zip(table.rows[0].cells, signatures, strict=True):
        cell.paragraphs[0].alignment = WD_ALIGN_PARAGRAPH.CENTER
        cell.paragraphs[0].add_run(who).bold = True
        cell.add_paragraph(_("(ký, ghi rõ họ tên)")).alignment = WD_ALIGN_PARAGRAPH.CENTER
    buffer = BytesIO()
    page.save(buffer)
    return buffer.getvalue()


async def file_card(view: MinutesView) -> Card:
    """The document, ready to print and sign."""
    content = await asyncio.to_thread(document, view)
    words = _("Biên bản {code}. Xin in, kèm bản chụp kết quả, ký rồi gửi Ủy ban và Mặt trận trong 05 ngày làm việc.")
    poll = view.result.poll
    return Card(words.format(code=poll.code), document=Attachment(f"{poll.code}-bien-ban.docx", content))
