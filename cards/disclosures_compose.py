"""Composing a disclosure: one question at a time, then the preview."""

from collections.abc import Collection, Sequence
from datetime import date, datetime

from cards.card import Button, Card, back, column, row, safe
from cards.disclosures import category_line, header, last_day, pages, read_on
from cards.disclosures_taps import (
    CategoryPage,
    Desk,
    Discard,
    Edit,
    GroupsDone,
    PickCategory,
    ReadDraft,
    Rewrite,
    SignedToday,
    Step,
    Submit,
    TextDone,
    ToggleGroup,
)
from cards.words import _
from rules.disclosures import CATEGORIES
from services.disclosures.views import (
    Submitted,
    Text,
)
from services.documents import Fault, Note
from services.people.views import GroupView, WardView

CATEGORIES_ON_A_PAGE = 7


def _thousands(count: int) -> str:
    return f"{count:,}".replace(",", ".")


def _out() -> Button:
    return Button(_("✖️ Hủy"), Discard())


def ask_title(current: str | None) -> Card:
    """Asks for the title."""
    words = _(
        "<b>Tiêu đề</b>\nXin gõ tiêu đề ngắn, bà con đọc là hiểu.\n"
        "Ví dụ: Nghị quyết về thu, chi ngân sách phường năm 2026"
    )
    if current:
        words = _("{words}\n\nĐang là: <b>{title}</b>").format(words=words, title=safe(current))
    return Card(words, column(*_keep(current), back(Desk()), _out()))


def _keep(current: object) -> list[Button]:
    """Where there is something already, it may stay."""
    return [Button(_("👌 Giữ nguyên"), Step("next"))] if current else []


def ask_correction(current: str | None) -> Card:
    """Asks why the published text is replaced."""
    words = _("<b>Lý do đính chính</b>\nBà con sẽ đọc được lý do này. Ví dụ: Bản trước ghi nhầm mức thu ở Điều 2.")
    if current:
        words = _("{words}\n\nĐang là: <b>{reason}</b>").format(words=words, reason=safe(current))
    return Card(words, column(*_keep(current), back(Desk()), _out()))


def ask_text() -> Card:
    """Asks for the text or a file."""
    return Card(
        _(
            "<b>Nội dung</b>\n"
            "Xin gửi tệp văn bản (.docx, .pdf có chữ, .txt, đến 20 MB), hoặc gõ nội dung vào đây. "
            "Gõ dài thì gửi nhiều tin, theo thứ tự; hết thì bấm <b>Xong</b>."
        ),
        column(Button(_("✅ Xong"), TextDone()), back(Step("title")), _out()),
    )


def text_part(parts: int, letters: int) -> Card:
    """A typed part was added."""
    return Card(
        _("Đã nhận {parts} đoạn, {letters} chữ cái. Xin gửi tiếp, hoặc bấm <b>Xong</b>.").format(
            parts=parts, letters=_thousands(letters)
        ),
        (
            row(Button(_("✅ Xong"), TextDone(), style="primary"), Button(_("🔁 Viết lại"), Rewrite())),
            row(_out()),
        ),
    )


def text_there(letters: int, *, has_file: bool) -> Card:
    """There is a text already."""
    words = _("Đã có nội dung gõ tay: {letters} chữ cái.")
    if has_file:
        words = _("Đã có nội dung đọc từ tệp: {letters} chữ cái.")
    return Card(
        words.format(letters=_thousands(letters)),
        column(*_keep(True), Button(_("🔁 Viết lại nội dung"), Rewrite()), _out()),
    )


def no_text_yet() -> Card:
    """The text was called finished before it began."""
    return Card(_("Chưa có nội dung nào. Xin gõ nội dung hoặc gửi tệp."))


def text_first() -> Card:
    """A file came after typed words."""
    return Card(
        _(
            "Ông/bà đã gõ một phần nội dung, nên tệp này chưa được dùng. "
            "Muốn dùng tệp thay phần đã gõ, xin bấm <b>Viết lại</b> rồi gửi lại tệp."
        ),
        (row(Button(_("✅ Xong"), TextDone()), Button(_("🔁 Viết lại"), Rewrite())), row(_out())),
    )


def not_text() -> Card:
    """Something came that has no text."""
    return Card(_("Tin này không có chữ. Xin gõ nội dung, hoặc gửi tệp .docx, .pdf có chữ, .txt."))


def words_please() -> Card:
    """Something else came where words were asked for."""
    return Card(_("Xin gõ bằng chữ."))


def file_read(name: str, letters: int, page_count: int) -> str:
    """The file was read."""
    return _("Đã đọc tệp {name}: {letters} chữ cái, gửi trong {pages} tin nhắn.").format(
        name=safe(name), letters=_thousands(letters), pages=page_count
    )


def unreadable(fault: Fault) -> Card:
    """Why the file gives no text, and what to do."""
    sentences = {
        Fault.TOO_BIG: _("Tệp lớn quá 20 MB nên không nhận được. Xin gửi tệp nhỏ hơn."),
        Fault.TOO_LONG: _("Văn bản dài quá, vượt mức một lần công khai. Xin chia thành nhiều văn bản."),
        Fault.EMPTY: _("Tệp này không có chữ nào. Xin gửi tệp khác."),
        Fault.SCANNED: _(
            "Tệp này chỉ có ảnh chụp trang giấy, không đọc được chữ. "
            "Xin gửi bản .docx, hoặc tệp .pdf lưu từ máy tính, hoặc gõ nội dung."
        ),
        Fault.ENCRYPTED: _("Tệp này có mật khẩu nên không đọc được. Xin gửi tệp không đặt mật khẩu."),
        Fault.BROKEN: _("Tệp này bị hỏng, không đọc được. Xin mở thử trên máy tính rồi gửi lại."),
        Fault.LEGACY_FONT: _(
            "Tệp này dùng phông chữ cũ (TCVN3, VNI) nên đọc ra chữ sai. "
            "Xin đổi sang phông Unicode, như Times New Roman, rồi gửi lại."
        ),
        Fault.UNKNOWN_ENCODING: _("Không nhận ra bảng mã của tệp này. Xin lưu lại thành UTF-8 hoặc .docx rồi gửi."),
        Fault.OLD_WORD: _("Tệp .doc kiểu cũ không đọc được. Xin mở bằng Word, lưu thành .docx rồi gửi lại."),
        Fault.UNSUPPORTED_TYPE: _("Không đọc được chữ trong loại tệp này. Xin gửi tệp .docx, .pdf có chữ hoặc .txt."),
    }
    return Card(sentences[fault], column(_out()))


def warning(note: Note) -> str:
    """What the official should compare with the file."""
    return {
        Note.NUMBERING: _("Số thứ tự do Word tự đánh đã được viết lại."),
        Note.NUMBERING_LOST: _("Một số thứ tự do Word tự đánh không đọc được."),
        Note.TABLES: _("Có bảng: mỗi hàng thành một dòng."),
        Note.PICTURES: _("Có hình: bà con không thấy hình trong tin nhắn, chỉ thấy trong tệp gốc."),
        Note.FOOTNOTES: _("Có chú thích cuối trang: không nằm trong tin nhắn."),
        Note.TEXT_BOXES: _("Có khung chữ: chữ trong khung nằm sau đoạn có khung."),
        Note.TRACKED_CHANGES: _("Có phần sửa đang theo dõi: được đọc như đã chấp nhận hết."),
        Note.HIDDEN_TEXT: _("Có chữ ẩn: không nằm trong tin nhắn."),
        Note.FORMULAS: _("Có công thức: có thể đọc không đúng."),
        Note.SYMBOLS: _("Có ký hiệu lạ: một số ký hiệu không đọc được."),
        Note.PAGES_WITHOUT_TEXT: _("Có trang chỉ là ảnh: chữ trên trang đó không đọc được."),
        Note.MARKS_LEFT: _("Còn dấu lạ của phần mềm khác, như ## hoặc [bookmark: …]."),
        Note.WORDS_GLUED: _("Có chữ đậm bị dính liền nhau."),
    }[note]


def ask_category(page: int, current: int | None) -> Card:
    """Asks for the category, seven at a time; the button says its number and short name."""
    numbers = list(CATEGORIES)[page * CATEGORIES_ON_A_PAGE :][:CATEGORIES_ON_A_PAGE]
    buttons = [Button(_marked(category_line(each), each == current), PickCategory(each)) for each in numbers]
    turn = (
        Button(_("8–14 ➡️"), CategoryPage(1)) if page == 0 else Button(_("⬅️ 1–7"), CategoryPage(0)),
    )  # fmt: skip
    return Card(
        _("<b>Lĩnh vực</b>\nVăn bản thuộc nội dung nào của Điều 11?"),
        (*column(*buttons), turn, row(back(Step("text")), _out())),
    )


def _marked(words: str, chosen: bool) -> str:
    return f"✅ {words}" if chosen else words


def ask_groups(groups: Sequence[GroupView], chosen: Collection[int], ward: WardView) -> Card:
    """Asks which groups it concerns."""
    everywhere = len(chosen) == len(groups)
    buttons = [Button(_marked(group.name, group.id in chosen), ToggleGroup(group.id)) for group in groups]
    pairs = [tuple(buttons[start : start + 2]) for start in range(0, len(buttons), 2)]
    return Card(
        _("<b>Gửi đến đâu?</b>\nBấm để chọn, bấm lần nữa để bỏ. Chọn rồi thì bấm <b>Xong</b>."),
        (
            row(Button(_marked(_("Tất cả (cả {ward})").format(ward=ward.full_name), everywhere), ToggleGroup(0))),
            *pairs,
            row(Button(_("👍 Xong"), GroupsDone(), style="primary")),
            row(back(Step("category")), _out()),
        ),
    )


def ask_day(current: date | None, *, correcting: bool) -> Card:
    """Asks for the day the document was signed."""
    return Card(
        _(
            "<b>Ngày ký văn bản</b>\n"
            "Bấm <b>Hôm nay</b>, hoặc gõ ngày ký, như: 20/11/2026.\n"
            "Từ ngày này tính hạn công khai 05 ngày làm việc."
        ),
        column(
            Button(_("📅 Hôm nay"), SignedToday(), style="primary"),
            *_keep(current),
            back(Step("text") if correcting else Step("groups")),
            _out(),
        ),
    )


def bad_day() -> Card:
    """The day could not be read."""
    return Card(_("Chưa đọc được ngày này. Xin gõ ngày, tháng, năm, như: 20/11/2026."))


async def preview(text: Text) -> Card:
    """The first message exactly as readers will see it."""
    laid_out = await pages(text.body)
    rows = [row(read_on(2, len(laid_out), ReadDraft(2)))] if len(laid_out) > 1 else []
    return Card(f"{header(text)}\n\n{laid_out[0].html}", tuple(rows))


async def preview_page(text: Text, page: int) -> Card | None:
    """A later page of the draft; None for one that does not exist."""
    laid_out = await pages(text.body)
    if not 2 <= page <= len(laid_out):
        return None
    rows = (row(read_on(page + 1, len(laid_out), ReadDraft(page + 1))),) if page < len(laid_out) else ()
    return Card(laid_out[page - 1].html, rows)


async def preview_controls(text: Text, due_at: datetime, now: datetime, notes: Sequence[Note], ward: WardView) -> Card:
    """What an official should know before handing the draft over."""
    lines = [
        _("⬆️ <b>Bà con sẽ đọc đúng như trên</b> ({count} tin nhắn).").format(count=len(await pages(text.body))),
        _("Gửi đến: {groups}").format(
            groups=safe(_("cả {ward}").format(ward=ward.full_name) if text.whole_ward else ", ".join(text.groups))
        ),
        _("Chậm nhất phải công khai: hết ngày {day}.").format(day=last_day(due_at)),
    ]
    if due_at <= now:
        lines.append(_("⏰ <b>Đã quá hạn công khai.</b> Xin gửi duyệt ngay."))
    if notes:
        lines.append(_("\n⚠️ <b>Xin so lại với tệp gốc:</b>"))
        lines += [f"• {warning(note)}" for note in notes]
    lines.append(_("\nChưa có gì được gửi đi."))
    return Card(
        "\n".join(lines),
        (
            row(Button(_("📨 Gửi duyệt"), Submit(), style="success")),
            row(Button(_("✏️ Sửa"), Edit()), _out()),
        ),
    )


def edit(*, correcting: bool) -> Card:
    """What of the draft is to be changed?"""
    buttons = [Button(_("Tiêu đề"), Step("title")), Button(_("Nội dung"), Step("text"))]
    if correcting:
        buttons.append(Button(_("Lý do đính chính"), Step("correction")))
    else:
        buttons += [Button(_("Lĩnh vực"), Step("category")), Button(_("Nơi nhận"), Step("groups"))]
    buttons.append(Button(_("Ngày ký"), Step("day")))
    return Card(_("✏️ <b>Sửa phần nào?</b>"), column(*buttons, back(Step("preview")), _out()))


def submitted(done: Submitted) -> Card:
    """The draft waits for a second person."""
    words = _("✅ <b>Đã gửi duyệt.</b>\nCông khai chậm nhất hết ngày {day}.\n").format(day=last_day(done.due_at))
    if done.approvers:
        words += _("Đã báo {count} người có quyền duyệt. Duyệt xong, tôi báo lại ông/bà.").format(count=done.approvers)
    else:
        words += _(
            "⚠️ Chưa có người khác được giao quyền duyệt, nên văn bản còn phải chờ. "
            "Xin báo người quản trị giao thêm quyền duyệt."
        )
    return Card(words, column(back(Desk())))


def discarded() -> Card:
    """The draft is gone."""
    return Card(_("Đã hủy bản đang soạn. Chưa có gì được gửi đi."), column(back(Desk())))
