"""What is stored about a person, as that person reads it, takes it along, corrects and deletes it."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from cards.card import Attachment, Button, Card, back, column, safe
from cards.common import cancel, home
from cards.people import names
from cards.people.data_taps import AskData, Erase, Export, Stored, WithdrawAll
from cards.taps import Go
from cards.words import _
from rules.calendar import local, local_date, written
from rules.law import NORMS
from rules.people import Purpose
from rules.personal import NORM, Kind, State
from services.people.data_requests import DataRequestView
from services.people.personal import ConsentLine, Everything, HouseholdLine, Kept, OfficeLine
from services.people.views import WardView

SHOWN, LONGEST = 4, 80


def stored(all_: Everything, ward: WardView) -> Card:
    """What is stored, the newest of each kind; the whole is in the files."""
    lines = [
        _("<b>Thông tin lưu về ông/bà</b>"),
        "",
        _("• Số định danh tài khoản trò chuyện, từ {at:%d/%m/%Y}. Tôi không lưu tên hiển thị, ảnh hay số máy.").format(
            at=local(all_.since)
        ),
        *([_("• Tên khi giữ nhiệm vụ: {name}.").format(name=safe(all_.name))] if all_.name else []),
        *_section(_("Hộ"), [safe(_household(one)[:LONGEST]) for one in all_.households]),
        *_section(_("Điều đã chọn"), [_consent(one) for one in all_.consents]),
        *_section(_("Nhiệm vụ"), [safe(_office(one)[:LONGEST]) for one in all_.offices]),
        *_section(
            _("Câu trả lời cho hộ"),
            [
                _("BC{poll}: {choice} ({at}), biên nhận {receipt}").format(
                    poll=one.poll, choice=safe(one.choice[:30]), at=written(one.at), receipt=one.receipt
                )
                for one in all_.answers
            ],
        ),
        *_section(_("Góp ý hương ước, quy ước"), [safe(f"{one.clause[:60]}: {one.choice}") for one in all_.clauses]),
        *_section(_("Phản ánh"), [f"{one.code} ({local(one.created_at):%d/%m/%Y})" for one in all_.cases]),
        *_section(_("Yêu cầu về dữ liệu"), [_request(one) for one in all_.requests]),
        _("• Ý kiến viết thêm: {opinions}. Tin đã gửi: {messages}. Việc ghi trong nhật ký: {deeds}.").format(
            opinions=len(all_.opinions), messages=len(all_.messages), deeds=len(all_.deeds)
        ),
        _("• Đang viết dở: có.") if all_.draft else _("• Đang viết dở: không."),
        "",
        _(
            "Muốn xem đủ từng chữ, xin bấm Xuất dữ liệu. Danh sách hộ do {unit} lập, số điện thoại được mã hóa. "
            "Ứng dụng trò chuyện cũng giữ tin nhắn của ông/bà."
        ).format(unit=safe(ward.full_name)),
    ]
    return Card(
        "\n".join(lines),
        column(
            Button(_("📥 Xuất dữ liệu"), Export()),
            Button(_("✏️ Yêu cầu sửa"), AskData(Kind.CORRECT)),
            Button(_("✋ Yêu cầu hạn chế sử dụng"), AskData(Kind.RESTRICT)),
            Button(_("↩️ Rút đồng ý"), WithdrawAll(0)),
            Button(_("🗑 Xóa dữ liệu của tôi"), Erase(0), style="danger"),
            back(Go("toi")),
        ),
    )


def _section(title: str, found: Sequence[str]) -> list[str]:
    if not found:
        return []
    more = _(" (và {more} mục cũ hơn trong tệp)").format(more=len(found) - SHOWN) if len(found) > SHOWN else ""
    return [f"• {title}{more}:", *(f"   – {one}" for one in found[-SHOWN:])]


def _household(one: HouseholdLine) -> str:
    states = {"waiting": _("chờ xác nhận"), "active": _("đang đại diện"), "refused": _("không được xác nhận")}
    return _("{home}: {state}, từ {at:%d/%m/%Y}").format(
        home=f"{one.code}, {one.group}" if one.code else one.group,
        state=states.get(one.state, _("đã thôi")),
        at=local(one.asked_at),
    )


def _purpose(purpose: Purpose) -> str:
    return {Purpose.HOUSEHOLD: _("ghi nhận đại diện hộ"), Purpose.DISCLOSURES: _("nhận tin công khai")}[purpose]


def _consent(one: ConsentLine) -> str:
    words = _("{purpose}: đồng ý, {at}") if one.granted else _("{purpose}: không đồng ý, {at}")
    return words.format(purpose=_purpose(one.purpose), at=written(one.decided_at))


def _office(one: OfficeLine) -> str:
    until = _(" đến {until:%d/%m/%Y}").format(until=local(one.until)) if one.until else names.term(one.ends_on)
    return _("{office}, từ {since:%d/%m/%Y}{until}").format(
        office=names.role(one.role, one.scope), since=local(one.since), until=until
    )


def kind(of: Kind) -> str:
    """What a kind of request is called."""
    return {
        Kind.VIEW: _("Xem, xuất dữ liệu"),
        Kind.CORRECT: _("Sửa dữ liệu"),
        Kind.WITHDRAW: _("Rút đồng ý"),
        Kind.RESTRICT: _("Hạn chế sử dụng"),
        Kind.DELETE: _("Xóa dữ liệu"),
    }[of]


def _request(one: DataRequestView) -> str:
    words = {
        State.OPEN: _("đang chờ, hạn {due:%d/%m/%Y}"),
        State.DONE: _("đã xong"),
        State.REFUSED: _("không thực hiện được"),
        State.DROPPED: _("đã bỏ"),
    }[one.state]
    return f"{kind(one.kind)} ({local(one.asked_at):%d/%m/%Y}): " + words.format(due=last_day(one))


def last_day(one: DataRequestView) -> date:
    """The last day on which the answer is in time: a deadline is the end of that day."""
    return local_date(one.answer_by - timedelta(seconds=1))


# --- taken along -------------------------------------------------------------------------------------


def exported(content: bytes) -> Card:
    """All that is stored, for a program to read."""
    return Card(
        _("Toàn bộ dữ liệu lưu về ông/bà, dạng cho máy đọc. Ai giữ tệp này thì đọc được, xin ông/bà giữ riêng."),
        document=Attachment("du-lieu-cua-toi.json", content),
    )


def readable(all_: Everything, ward: WardView) -> Card:
    """The same for a person to read."""
    text = "\r\n".join(_text(all_, ward)) + "\r\n"
    return Card(
        _("Cùng dữ liệu ấy, dạng chữ để đọc. Yêu cầu xem dữ liệu của ông/bà đã được thực hiện xong."),
        column(back(Stored())),
        # Some readers of plain text take a file without this mark for another encoding.
        document=Attachment("du-lieu-cua-toi.txt", text.encode("utf-8-sig")),
    )


def _text(all_: Everything, ward: WardView) -> Iterator[str]:
    yield _("DỮ LIỆU LƯU VỀ TÔI TẠI {unit}").format(unit=ward.full_name.upper())
    yield _("Xuất lúc {at}").format(at=written(all_.told_at))
    yield _("Tên khi giữ nhiệm vụ: {name}").format(name=all_.name or "–")
    yield _("Ngôn ngữ: {language}").format(language=all_.language)
    yield _("Từ lúc: {at}").format(at=written(all_.since))
    yield _("Nhận tin công khai: {wants}").format(wants=_("có") if all_.wants_disclosures else _("không"))
    for title, found in _sections(all_):
        yield ""
        yield f"{title} ({len(found)})"
        yield from (f"- {one}" for one in found)


def _sections(all_: Everything) -> Iterator[tuple[str, list[str]]]:
    yield _("TÀI KHOẢN"), [f"{one.network}: {one.external_id}" for one in all_.accounts]
    yield _("HỘ"), [_household_in_full(one) for one in all_.households]
    yield _("ĐIỀU ĐÃ CHỌN"), [_consent(one) for one in all_.consents]
    yield (
        _("CÂU TRẢ LỜI"),
        [
            _("BC{poll} «{title}»: {choice}; {at}; biên nhận {receipt}{stands}").format(
                poll=one.poll,
                title=one.title,
                choice=one.choice,
                at=written(one.at),
                receipt=one.receipt,
                stands="" if one.stands else _(" (đã đổi sau đó)"),
            )
            for one in all_.answers
        ],
    )
    yield _("Ý KIẾN VIẾT THÊM"), [f"BC{one.poll}, {written(one.at)}: {one.text}" for one in all_.opinions]
    yield (
        _("GÓP Ý HƯƠNG ƯỚC, QUY ƯỚC"),
        [f"{one.clause}: {one.choice} {one.words or ''} ({written(one.at)})" for one in all_.clauses],
    )
    yield (
        _("PHẢN ÁNH"),
        [
            f"{one.code}, {written(one.created_at)}, {one.state}, {one.name or '–'}: " + " / ".join(one.words)
            for one in all_.cases
        ],
    )
    yield _("NHIỆM VỤ"), [_office(one) for one in all_.offices]
    yield _("YÊU CẦU VỀ DỮ LIỆU"), [f"{_request(one)}. {one.text or ''} {one.answer or ''}" for one in all_.requests]
    yield _("TIN ĐÃ GỬI QUA HÀNG CHỜ"), [f"{written(one.at)}: {one.card}, {one.state}" for one in all_.messages]
    yield _("VIỆC GHI TRONG NHẬT KÝ"), [f"{written(one.at)}: {one.action}, {one.subject}" for one in all_.deeds]
    yield _("LẦN NHẬP SAI MÃ HỘ"), [f"{day:%d/%m/%Y}" for day in all_.wrong_codes]
    yield _("ĐANG VIẾT DỞ"), [f"{name}: {value}" for name, value in all_.draft.items()]


def _household_in_full(one: HouseholdLine) -> str:
    more = [one.claim, one.address, one.representative, one.phone]
    return "; ".join([_household(one), *(words for words in more if words)])


# --- asked for ---------------------------------------------------------------------------------------


def ask(of: Kind) -> Card:
    """Asks what is to be corrected or no longer used."""
    words = (
        _("<b>Yêu cầu sửa</b>\n\nĐiều nào sai, đúng ra là gì? Xin ông/bà viết trong một tin.")
        if of is Kind.CORRECT
        else _("<b>Yêu cầu hạn chế sử dụng</b>\n\nÔng/bà muốn dữ liệu nào thôi được dùng, vì sao? Xin viết một tin.")
    )
    return Card(words, column(back(Stored()), cancel()))


def acknowledged(request: DataRequestView) -> Card:
    """The request came, and when it is answered at the latest."""
    return Card(
        _(
            "✅ Đã nhận yêu cầu số {number}: {kind}.\n"
            "Chậm nhất ngày <b>{due:%d/%m/%Y}</b> người quản trị trả lời ông/bà ở đây ({article})."
        ).format(
            number=request.id,
            kind=kind(request.kind),
            due=last_day(request),
            article=NORMS[NORM[request.kind]].article,
        ),
        column(back(Stored()), home()),
    )


def withdraw() -> Card:
    """Asks once more before every consent is taken back."""
    return Card(
        _(
            "<b>Rút mọi điều đã đồng ý?</b>\n\n"
            "Liên kết với hộ bị xóa, ông/bà không nhận tin công khai nữa. Việc này làm ngay. "
            "Những câu hộ đã trả lời vẫn được giữ vì đã tính vào kết quả. "
            "Muốn rút từng điều, xin gõ /toi."
        ),
        column(Button(_("Rút tất cả"), WithdrawAll(1), style="danger"), back(Stored())),
    )


def withdrawn() -> Card:
    """Every consent was taken back."""
    return Card(_("Đã rút mọi điều ông/bà đồng ý trước đây."), column(back(Stored()), home()))


def erase(*, offices: bool) -> Card:
    """Asks once more, and says before what is kept and why."""
    words = _(
        "<b>Xóa dữ liệu của ông/bà?</b>\n\n"
        "<b>Xóa ngay:</b> liên kết với hộ, đăng ký nhận tin, số định danh tài khoản, điều đang viết dở, "
        "lời ông/bà viết trong các yêu cầu, mối nối giữa ông/bà và phản ánh đã xong. "
        "Sau đó tôi không còn nhận ra ông/bà.\n\n"
        "<b>Giữ lại theo luật</b> (Luật 91/2025/QH15 Điều 14, Điều 19):\n"
        "• câu trả lời, ý kiến đã tính vào kết quả và biên bản: giữ theo hộ, không gắn với tài khoản;\n"
        "• ngày đồng ý và ngày rút, không gắn với tài khoản;\n"
        "• phản ánh chưa giải quyết xong: giữ đến khi xong, xin giữ mã để tra cứu."
    )
    if offices:
        words += "\n" + _(
            "• tên ông/bà trong sổ nhiệm vụ; còn giữ nhiệm vụ thì tài khoản được giữ đến khi nhiệm vụ kết thúc."
        )
    return Card(words, column(Button(_("Xóa dữ liệu của tôi"), Erase(1), style="danger"), back(Stored())))


def erased(kept: Kept) -> Card:
    """Deleted, and what is left."""
    lines = [
        _("Đã xóa. Câu trả lời đã tính vẫn được giữ theo hộ, không gắn với ông/bà."),
        _("Dấu vết của cuộc trò chuyện này ở chỗ tôi tự hết sau một thời gian ngắn; ông/bà tự xóa tin nhắn trên máy."),
    ]
    if kept.open_cases:
        lines.append(
            _("Phản ánh chưa xong: {codes}. Xin giữ mã để tra cứu, tôi không báo tin được nữa.").format(
                codes=", ".join(kept.open_cases[-5:])
            )
        )
    if kept.name:
        lines.append(_("Tên ông/bà còn trong sổ nhiệm vụ."))
    if kept.office:
        lines.append(_("Ông/bà đang giữ nhiệm vụ nên tài khoản còn được giữ; hết nhiệm vụ, xin bấm xóa lần nữa."))
    return Card("\n".join(lines), column(home()))
