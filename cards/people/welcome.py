"""First contact: who runs this, what a person agrees to, which household is theirs."""

from collections.abc import Sequence

from cards.card import Button, Card, back, column, row, safe
from cards.common import cancel, home, menu
from cards.people import pages
from cards.people.taps import Ask, ChooseGroup, Decide, EnterCode, Explain, Identify, PickGroup, SharePhone
from cards.taps import Go
from cards.words import _
from rules.people import Purpose
from services.people.views import GroupView, HouseholdView, WardView


def greeting(ward: WardView) -> str:
    """Who runs this and what it is not, in two sentences."""
    return _(
        "Kính chào ông/bà, đây là trợ lý trò chuyện của {ward}, do Ủy ban và Mặt trận {kind} dùng để công khai, "
        "lấy ý kiến và nhận phản ánh của bà con.\n"
        "Đây không phải số khẩn cấp 113, 114, 115, và tin nhắn ở đây không phải là đơn tố cáo chính thức."
    ).format(ward=safe(ward.full_name), kind=safe(ward.kind))


def welcome(ward: WardView, *, may_register: bool) -> Card:
    """For somebody who decided everything before: the greeting above the main menu."""
    rows = menu(ward).rows
    if may_register:
        rows = (*rows, row(_register()))
    return Card(greeting(ward), rows)


def _register() -> Button:
    return Button(_("📝 Đăng ký hộ của tôi"), Identify())


def question(purpose: Purpose, ward: WardView, *, opening: str = "") -> Card:
    """One purpose, nothing chosen beforehand; `opening` stands above it."""
    words = {
        Purpose.HOUSEHOLD: _(
            "<b>Xin hỏi:</b> ông/bà có đồng ý để tôi ghi lại ông/bà là người trả lời thay cho hộ gia đình mình không? "
            "Có ghi lại thì ý kiến của hộ mới được tính, mỗi hộ một ý kiến."
        ),
        Purpose.DISCLOSURES: _(
            "<b>Xin hỏi thêm:</b> ông/bà có đồng ý nhận tin công khai mới của {ward} qua tin nhắn riêng ở đây không?"
        ).format(ward=safe(ward.full_name)),
    }
    return Card(
        f"{opening}\n\n{words[purpose]}" if opening else words[purpose],
        (*_answers(purpose), row(Button(_("ℹ️ Xem chi tiết"), Explain(purpose))), row(_later())),
    )


def _answers(purpose: Purpose) -> tuple[tuple[Button, ...], ...]:
    return column(Button(_("✅ Đồng ý"), Decide(purpose, 1)), Button(_("🚫 Không đồng ý"), Decide(purpose, 0)))


def _later() -> Button:
    return Button(_("⏭ Để sau"), Go("menu"))


def details(purpose: Purpose, ward: WardView) -> Card:
    """What is stored for this purpose, who sees it, for how long, and how to take it back."""
    words = {
        Purpose.HOUSEHOLD: _(
            "<b>Để tính ý kiến của hộ</b>\n\n"
            "• Tôi lưu: tài khoản này đại diện cho hộ nào, từ ngày nào, xác nhận bằng cách nào, "
            "và các câu trả lời của hộ.\n"
            "• Số điện thoại ông/bà chia sẻ chỉ dùng để đối chiếu với danh sách hộ, không lưu thêm.\n"
            "• Tổ trưởng và Mặt trận biết hộ nào đã có người đại diện.\n"
            "• Không đồng ý thì vẫn xem công khai và gửi phản ánh được.\n"
            "• Đổi ý lúc nào cũng được: gõ /toi."
        ),
        Purpose.DISCLOSURES: _(
            "<b>Để nhận tin công khai</b>\n\n"
            "• Khi có văn bản công khai mới, tôi gửi cho ông/bà một tin ở đây.\n"
            "• Tôi chỉ lưu việc ông/bà muốn nhận hay không.\n"
            "• Không đồng ý thì vẫn tự xem được bằng /congkhai.\n"
            "• Đổi ý lúc nào cũng được: gõ /toi."
        ),
    }
    source = _(
        "Việc hỏi ý kiến đồng ý theo Luật Bảo vệ dữ liệu cá nhân 91/2025/QH15, Điều 9. Cần hỏi thêm: {hotline}."
    ).format(hotline=safe(ward.hotline))
    return Card(f"{words[purpose]}\n\n{source}", (*_answers(purpose), row(back(Ask(purpose)))))


def finished(ward: WardView, *, registered: bool, may_register: bool) -> Card:
    """All was asked; what can be done now."""
    if registered or may_register:
        words = _("Cảm ơn ông/bà. Tôi đã ghi nhận.")
    else:
        words = _(
            "Cảm ơn ông/bà. Tôi không ghi gì về hộ của ông/bà. "
            "Ông/bà vẫn xem công khai và gửi phản ánh được bình thường."
        )
    rows = menu(ward).rows
    return Card(words, (*rows, row(_register())) if may_register else rows)


# --- which household ---------------------------------------------------------------------------------


def identify(ward: WardView) -> Card:
    """The three ways, the way for a household that has a representative, and leaving it for later."""
    return Card(
        _(
            "<b>Ông/bà thuộc hộ nào?</b>\n\n"
            "Cách nhanh nhất là nhập mã in trên phiếu do tổ trưởng phát. Không có phiếu thì chọn cách khác dưới đây."
        ),
        column(
            Button(_("🔑 Nhập mã hộ"), EnterCode()),
            Button(_("📱 Chia sẻ số điện thoại"), SharePhone()),
            Button(_("🏘 Chọn {label}").format(label=ward.group_label), ChooseGroup(0)),
            Button(_("🔁 Xin làm người đại diện thay người cũ"), ChooseGroup(0)),
            _later(),
        ),
    )


def enter_code() -> Card:
    """Asks for the code on the slip."""
    return Card(
        _("Xin gửi mã trên phiếu của hộ, gồm 8 chữ và số.\nVí dụ: <code>7K3M-92QX</code>"),
        column(back(Identify()), cancel()),
    )


def share_phone() -> Card:
    """Asks for the person's own number by the button of the phone."""
    return Card(
        _(
            "Xin bấm nút <b>Chia sẻ số điện thoại của tôi</b> ở cuối màn hình.\n"
            "Số này chỉ để đối chiếu với danh sách hộ của tổ, tôi không lưu thêm."
        ),
        ask_contact=_("📱 Chia sẻ số điện thoại của tôi"),
        ask_contact_out=_("✖️ Hủy"),
    )


def phone_received() -> Card:
    """The button that shares a number goes."""
    return Card(_("Tôi đã nhận được số."))


def phone_not_shared() -> Card:
    """The same, when nothing was shared."""
    return Card(_("Không chia sẻ số điện thoại."))


def choose_group(ward: WardView, groups: Sequence[GroupView], page: int) -> Card:
    """The groups of the ward."""
    return Card(
        _("Hộ của ông/bà thuộc {label} nào?").format(label=safe(ward.group_label)),
        (
            *pages.groups(groups, page, lambda group: PickGroup(group.id), ChooseGroup),
            row(back(Identify())),
            row(cancel()),
        ),
    )


def write_claim(group: GroupView) -> Card:
    """Asks for the name and address that the head of the group will read."""
    return Card(
        _(
            "Xin gửi <b>họ tên chủ hộ và địa chỉ</b> trong một tin, để tổ trưởng {group} xác nhận.\n"
            "Ví dụ: Nguyễn Mẫu An, số 12 đường Sao Mai\n"
            "Hộ đã có người đại diện mà nay đổi người, xin ghi thêm tên ông/bà."
        ).format(group=safe(group.name)),
        column(back(ChooseGroup(0)), cancel()),
    )


def asked(group: GroupView, ward: WardView, *, reached: bool) -> Card:
    """The request is on its way, or nobody is there yet to read it."""
    words = (
        _("Đã gửi tới người xác nhận của {group}. Có kết quả tôi sẽ nhắn ngay cho ông/bà ở đây.")
        if reached
        else _(
            "Đã ghi lại, nhưng {group} chưa có người xác nhận trên trợ lý này. "
            "Xin ông/bà gọi {hotline} hoặc hỏi tổ trưởng xin phiếu có mã."
        )
    )
    return Card(words.format(group=safe(group.name), hotline=safe(ward.hotline)), column(home()))


def confirmed(household: HouseholdView) -> Card:
    """The person speaks for this household now."""
    return Card(
        _(
            "✅ <b>Xong rồi!</b> Ông/bà là người đại diện trả lời của hộ <b>{code}</b>, {group}.\n"
            "Địa chỉ: {address}\n\n"
            "Khi có việc cần lấy ý kiến, tôi sẽ nhắn. Nếu hộ này không đúng, xin gõ /toi rồi bấm Xóa liên kết hộ."
        ).format(code=safe(household.code), group=safe(household.group), address=safe(household.address)),
        column(home()),
    )
