"""The words of every refusal."""

from collections.abc import Mapping
from typing import Any

from cards.words import _
from services.refusals import Why


def sentence(why: Why, values: Mapping[str, Any]) -> str:
    """What the person reads, as plain text, at most 200 letters so that it fits an alert."""
    return _sentences()[why].format_map(values)


def _sentences() -> dict[Why, str]:
    return {
        Why.NOT_ALLOWED: _("Việc này dành cho người được giao nhiệm vụ. Ông/bà cần hỗ trợ, xin gõ /trogiup."),
        Why.NOT_FOUND: _("Không tìm thấy nội dung này. Có thể nó đã được thay bằng bản khác."),
        Why.EMPTY: _("Nội dung đang trống. Xin ông/bà gửi lại."),
        Why.TOO_LONG: _("Nội dung dài quá {limit} chữ cái. Xin ông/bà viết ngắn lại, chưa có gì bị mất."),
        Why.BAD_DATE: _("Chưa đọc được ngày giờ. Xin viết như: 17:00 25/12/2026."),
        Why.PAST_DATE: _("Thời điểm này đã qua. Xin chọn thời điểm khác."),
        Why.FILE_TOO_BIG: _("Tệp lớn quá 20 MB nên không nhận được. Xin gửi tệp nhỏ hơn."),
        Why.FILE_UNREADABLE: _("Không đọc được chữ trong tệp này. Xin gửi tệp .docx, .txt hoặc .pdf có chữ."),
        Why.ALREADY_DONE: _("Việc này đã được làm rồi, không cần làm lại."),
        Why.CODE_UNKNOWN: _("Mã này không đúng. Xin xem lại từng chữ trên phiếu rồi nhập lại."),
        Why.CODE_EXPIRED: _("Mã này đã hết hạn. Xin ông/bà hỏi tổ trưởng để được cấp mã mới."),
        Why.CODE_USED: _("Mã này đã được dùng. Nếu không phải ông/bà dùng, xin báo ngay tổ trưởng."),
        Why.TOO_MANY_CODES: _(
            "Hôm nay ông/bà đã nhập sai mã quá nhiều lần. Xin thử lại ngày mai, hoặc nhờ tổ trưởng xác nhận hộ."
        ),
        Why.PHONE_UNKNOWN: _("Số điện thoại này chưa có trong danh sách hộ. Xin chọn cách khác hoặc hỏi tổ trưởng."),
        Why.PHONE_NOT_OWN: _("Xin chia sẻ số điện thoại của chính ông/bà bằng nút bên dưới."),
        Why.PHONE_AMBIGUOUS: _("Số này ghi cho nhiều hộ. Xin dùng mã trên phiếu của hộ hoặc nhờ tổ trưởng xác nhận."),
        Why.HOUSEHOLD_HAS_REPRESENTATIVE: _(
            "Hộ này đã có người đại diện. Muốn đổi người, xin gõ /toi, bấm Đăng ký hộ của tôi, "
            "rồi bấm Xin làm người đại diện thay người cũ."
        ),
        Why.PERSON_HAS_HOUSEHOLD: _("Ông/bà đã là đại diện của một hộ. Xin gõ /toi để xem."),
        Why.OFFICES_CONFLICT: _(
            "Không thể nhận nhiệm vụ này: ông/bà đang giữ một nhiệm vụ mà luật không cho kiêm ({article})."
        ),
        Why.GRANTS_AND_READS: _(
            "Không thể nhận nhiệm vụ này: người quản trị không kiêm Ban Thanh tra nhân dân, để phản ánh được giữ kín."
        ),
        Why.OUT_OF_LIMITS: _("Chỉ được đặt từ {least} đến {most} ngày."),
        Why.INSPECTORATE_FULL: _("Ban Thanh tra nhân dân đã đủ {most} thành viên ({article})."),
        Why.GROUP_HAS_INSPECTOR: _("{group} đã có người trong Ban Thanh tra nhân dân ({article})."),
        Why.CHAT_NOT_ADMIN: _("Chỉ quản trị viên của nhóm này mới liên kết được nhóm."),
        Why.CHAT_NOT_GROUP: _("Lệnh này dùng trong nhóm chat của tổ dân phố, không dùng ở đây."),
        Why.CONSENT_NEEDED: _("Cần ông/bà đồng ý trước thì tôi mới được ghi thông tin hộ. Xin gõ /start để trả lời."),
        Why.OWN_REQUEST: _("Ông/bà không tự xác nhận cho mình được. Xin dùng mã trên phiếu của hộ, hoặc nhờ Mặt trận."),
        Why.LINK_UNKNOWN: _("Đường dẫn hoặc mã này không đúng. Xin nhờ quản trị gửi lại."),
        Why.LINK_EXPIRED: _("Đường dẫn hoặc mã này đã hết hạn. Xin nhờ quản trị gửi cái mới."),
        Why.LINK_USED: _("Đường dẫn hoặc mã này đã được dùng, mỗi lần chỉ dùng được một lần."),
        Why.LAST_ADMINISTRATOR: _("Đây là người quản trị duy nhất. Xin mời thêm một người quản trị trước."),
        Why.SAME_PERSON: _("Người soạn không được tự duyệt. Xin nhờ người khác có quyền duyệt."),
        Why.NOT_PENDING: _("Văn bản này không còn chờ duyệt nữa."),
        Why.PENDING_EXISTS: _("Văn bản này đang có một bản chờ duyệt. Xin chờ bản đó được duyệt hoặc trả lại."),
        Why.FUTURE_DATE: _("Ngày này chưa tới. Xin xem lại ngày ký trên văn bản."),
        Why.NOT_REGISTERED: _(
            "Ông/bà chưa xác nhận là đại diện của hộ nào nên ý kiến chưa được tính. "
            "Xin mở trò chuyện riêng với tôi và bấm Bắt đầu."
        ),
        Why.OTHER_GROUP: _("Phiếu này hỏi {group}. Hộ của ông/bà thuộc {own}, nên không trả lời ở đây được."),
        Why.NOT_IN_ELECTORATE: _("Hộ của ông/bà không có trong danh sách lấy ý kiến lần này."),
        Why.POLL_NOT_OPEN: _("Chưa đến giờ lấy ý kiến. Bắt đầu lúc {opens}."),
        Why.POLL_CLOSED: _("Đã hết hạn lấy ý kiến lúc {closed}, nên không ghi nhận thêm."),
        Why.POLL_VOID: _("Đợt lấy ý kiến này đã được hủy, nên không ghi nhận thêm và không có kết quả."),
        Why.NOT_LATER: _("Chỉ có thể kéo dài thêm. Xin chọn thời điểm sau {closes}."),
        Why.PERIOD_TOO_SHORT: _("Thời gian lấy ý kiến phải ít nhất {days} {unit} ({article})."),
        Why.PERIOD_TOO_LONG: _("Thời gian lấy ý kiến không quá {days} ngày."),
        Why.ENDS_BEFORE_IT_BEGINS: _("Ngày kết thúc phải sau ngày bắt đầu."),
        Why.NOT_CLOSED_YET: _("Đang lấy ý kiến, chưa ai xem được kết quả. Kết quả có sau {closes}."),
        Why.OPTIONS_WRONG: _(
            "Cần từ 2 đến {limit} lựa chọn khác nhau, mỗi lựa chọn một dòng, tối đa {length} chữ cái."
        ),
        Why.NO_GROUPS: _("Xin chọn ít nhất một tổ."),
        Why.NO_HOUSEHOLDS: _("Các tổ đã chọn chưa có danh sách hộ, nên chưa lấy ý kiến được."),
        Why.ONLINE_ONLY: _(
            "Việc này biểu quyết trực tuyến nên không nhận phiếu giấy (Nghị định 59/2023/NĐ-CP, Điều 5)."
        ),
        Why.REMINDERS_USED_UP: _("Đã nhắc đủ ba lần, không nhắc thêm."),
        Why.ENTRY_WAITING: _(
            "Hộ {code} đã có một phiếu đang chờ xác nhận. Xin chờ phiếu đó được xác nhận hoặc từ chối."
        ),
        Why.ENTRY_OWN: _("Người nhập phiếu không tự xác nhận được. Xin nhờ người thứ hai xác nhận."),
        Why.ENTRY_COLLIDES: _("Hộ này vừa có một câu trả lời khác. Xin mở lại phiếu để xem và ghi lý do."),
        Why.ENTRY_BEFORE_OPENING: _("Ngày này trước khi bắt đầu lấy ý kiến ({opens}), nên phiếu không tính được."),
        Why.ENTRY_NO_PHOTO: _("Xin gửi ảnh chụp phiếu, hoặc bấm nút để bỏ qua."),
        Why.NOT_ONLINE: _(
            "Việc này không biểu quyết trực tuyến được, phải quyết định tại cuộc họp hoặc bằng phiếu ({article})."
        ),
        Why.NOT_BY_SLIPS: _(
            "Việc này phải họp trước. Chỉ phát phiếu khi đã họp mà không đủ hộ dự ({article}). Xin ghi cuộc họp trước."
        ),
        Why.OPTIONS_FIXED: _("Việc này chỉ có ba lựa chọn: Đồng ý, Không đồng ý, Ý kiến khác ({article})."),
        Why.ONE_GROUP: _("Việc này do từng cộng đồng quyết định: xin chọn đúng một tổ."),
        Why.ONE_GROUP_OR_ALL: _("Xin chọn một tổ, hoặc tất cả các tổ nếu là việc của toàn xã, phường ({article})."),
        Why.POSTING_NEEDED: _("Xin cho biết ngày niêm yết dự thảo ở nơi công cộng ({article})."),
        Why.CONSENT_EXPIRES: _("Ý kiến đồng ý chỉ có giá trị {months} tháng ({article}). Xin chọn hạn sớm hơn."),
        Why.GROUND_NEEDED: _(
            "Chưa ghi căn cứ cho phép biểu quyết trên mạng này ({article}). Quản trị ghi tại /caidat."
        ),
        Why.DUTIES_OPEN: _("Còn {n} việc chuẩn bị chưa ghi là đã làm ({article}). Xin làm đủ rồi mới mở."),
        Why.METHOD_NOT_AGREED: _("Chưa có trên 50 % tổng số hộ đồng ý cách biểu quyết trực tuyến ({article})."),
        Why.STEP_UNDER_WAY: _("Bước này đã mở hoặc đã xong rồi. Xin xem ở /quanly."),
        Why.COUNTS_WRONG: _(
            "Số chưa khớp: tổng ba loại ý kiến không được quá số hộ tham gia, số hộ tham gia không quá {households} hộ."
        ),
        Why.OWN_NUMBERS: _("Ông/bà đã nhập số này, nên phải nhờ người khác xác nhận."),
        Why.NOT_COUNTING: _("Kết quả này không còn chờ xác nhận nữa."),
        Why.GROUND_EXISTS: _("Đã có căn cứ cho việc này rồi. Muốn đổi, xin bỏ căn cứ cũ trước."),
        Why.STEP_IMPOSSIBLE: _("Chưa đến bước này, hoặc bước này đã xong. Trình tự theo {article}."),
        Why.BEFORE_LAST_STEP: _("Ngày này trước bước liền trước ({day}). Xin xem lại ngày."),
        Why.PROPOSAL_EXISTS: _("Tổ này đang có một bản hương ước, quy ước chưa làm xong. Xin làm tiếp bản đó."),
        Why.TOO_FEW_SUPPORTERS: _(
            "Cần ít nhất {needed} trong tổng số {households} hộ đề nghị ({article}), hoặc được Ban công tác Mặt trận "
            "đồng ý."
        ),
        Why.NO_TEXT: _("Chưa có nội dung dự thảo. Xin nhập nội dung trước."),
        Why.MEETING_NUMBERS_WRONG: _(
            "Số liệu không khớp: số đồng ý không quá số hộ dự, số hộ dự không quá tổng số hộ."
        ),
        Why.FEWER_THAN_ROLL: _(
            "Danh sách có {households} hộ. Phải tính trên tổng số hộ, không chỉ các hộ đến dự ({article})."
        ),
        Why.SLIPS_AFTER_MEETING: _(
            "Chỉ phát phiếu khi cuộc họp không đủ số hộ dự ({article}). Xin ghi cuộc họp trước."
        ),
        Why.ONE_MORE_FORM: _("Ngoài niêm yết, phải phổ biến thêm ít nhất một cách khác ({article})."),
        Why.NOT_ASKED: _("Hiện không lấy ý kiến về nội dung này."),
        Why.SUGGESTIONS_LEFT: _("Còn {count} góp ý chưa xếp vào nhóm nào. Xin xếp hết rồi mới gửi bản tổng hợp."),
        Why.THEMES_LEFT: _("Còn {count} nhóm góp ý chưa được trả lời. Xin trả lời hết rồi mới gửi bản tổng hợp."),
        Why.ANSWER_NEEDED: _("Việc này chỉ xong khi phần tiếp thu, giải trình được gửi đến bà con. Xin gõ /giaitrinh."),
        Why.NOT_BEGUN: _("Chưa ghi ngày bắt đầu. Xin bấm nút bắt đầu trước."),
        Why.NOT_LONG_ENOUGH: _("Chưa đủ thời gian theo luật: phải giữ đến hết ngày {until}."),
        Why.CASE_UNKNOWN: _("Không có phản ánh nào mang mã này. Xin xem lại từng chữ của mã, ví dụ: PA-7K3M-92QX."),
        Why.MOVE_IMPOSSIBLE: _("Lúc này không làm được việc đó với phản ánh này. Xin mở lại để xem tình trạng mới."),
        Why.TOO_MANY_FILES: _("Mỗi lần gửi được tối đa {limit} tệp. Những tệp trước vẫn được giữ."),
    }
