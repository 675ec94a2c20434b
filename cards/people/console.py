"""What the command line says about the ward and its roll."""

from collections.abc import Iterator

from cards.words import _
from rules.regrouping import BadChangesError, Fault, Kind
from rules.roll import Outcome, Reason
from services.people.roll_files import Fault as RollFault
from services.people.roll_files import UnreadableRollError
from services.people.views import Established, RegroupReport, RollReport, RowEnd
from services.people.ward_file import BadWardFileError
from services.people.ward_file import Fault as WardFault


def established(done: Established, name: str, bot_name: str | None) -> Iterator[str]:
    """What became of the ward file, and the one-time link of the first administrator."""
    yield (_("Đã tạo: {ward}.") if done.is_new else _("Đã cập nhật: {ward}.")).format(ward=name)
    for codes, words in (
        (done.added, _("Tổ mới: {codes}.")),
        (done.changed, _("Tổ thay đổi: {codes}.")),
        (done.left_out, _("Tổ có sẵn, không ghi trong tệp, được giữ nguyên: {codes}.")),
    ):
        if codes:
            yield words.format(codes=", ".join(codes))
    if done.token is None:
        yield _("Đã có người quản trị, không tạo đường dẫn mới (cần thêm thì chạy lại với --invite).")
        return
    yield _("Người quản trị đầu tiên mở đường dẫn sau trên điện thoại (dùng một lần, trong 7 ngày):")
    yield f"https://t.me/{bot_name or '<bot>'}?start=o_{done.token}"
    yield _("hoặc gửi cho bot dòng sau: {words}").format(words=f"/start o_{done.token}")


def bad_ward_file(error: BadWardFileError) -> str:
    """Why the file tells of no ward."""
    sentences = {
        WardFault.MISSING: _("Không thấy tệp này."),
        WardFault.UNREADABLE: _("Không đọc được tệp: cần tệp TOML, mã UTF-8."),
        WardFault.BAD_VALUE: _("Mục «{where}» thiếu hoặc sai."),
        WardFault.NO_GROUPS: _("Tệp không có tổ nào ([[groups]])."),
        WardFault.DUPLICATE: _("Mã tổ «{where}» xuất hiện hai lần."),
    }
    return sentences[error.fault].format(where=error.where)


def roll_loaded(report: RollReport, *, dry_run: bool) -> Iterator[str]:
    """Totals first, then every row that was rejected or lacks something, then what differs."""
    if dry_run:
        yield _("CHẠY THỬ: chưa ghi gì vào cơ sở dữ liệu.")
    yield _("Tổng số dòng: {rows}").format(rows=len(report.rows))
    for outcome, words in (
        (Outcome.ADDED, _("Thêm mới: {count}")),
        (Outcome.UPDATED, _("Cập nhật: {count}")),
        (Outcome.UNCHANGED, _("Không thay đổi: {count}")),
        (Outcome.REJECTED, _("Bị từ chối: {count}")),
    ):
        yield words.format(count=report.count(outcome))
    yield from _changes(report, dry_run=dry_run)
    yield from (row_end(row) for row in report.rows if row.reason)
    for written, ours in report.other_names:
        yield _("Lưu ý: tệp ghi «{written}», phường ghi «{ours}».").format(written=written, ours=ours)
    for one in report.differences:
        yield _("Lưu ý: {group} khai {declared} hộ, danh sách có {households} hộ.").format(
            group=one.group, declared=one.declared, households=one.households
        )


def _changes(report: RollReport, *, dry_run: bool) -> Iterator[str]:
    if report.moved:
        yield _("Trong đó chuyển sang tổ khác: {count}").format(count=report.moved)
    if report.reopened:
        yield _("Trong đó trở lại danh sách: {count}").format(count=report.reopened)
    if not report.missing:
        return
    yield _("Không còn trong danh sách mới: {count} hộ").format(count=len(report.missing))
    yield from (_("  {code} ({group})").format(code=gone.code, group=gone.group) for gone in report.missing)
    if report.left_open:
        yield _("Chưa đóng hộ nào, vì danh sách còn dòng bị từ chối nên chưa chắc là đầy đủ.")
    elif not report.closed:
        yield _("Các hộ này vẫn giữ. Nếu danh sách mới là đầy đủ, chạy lại với --close-missing để đóng.")
    elif dry_run:
        yield _("Sẽ đóng {count} hộ này, giữ lịch sử.").format(count=report.closed)
    else:
        yield _("Đã đóng {count} hộ này, giữ lịch sử. Đợt lấy ý kiến đang mở vẫn tính theo danh sách lúc mở.").format(
            count=report.closed
        )


def loading() -> str:
    """Beside the bar that shows how far a long list is."""
    return _("Đang nạp danh sách hộ")


def row_end(row: RowEnd) -> str:
    """A row that was rejected, or taken without its phone, and why."""
    assert row.reason is not None
    reason = _reasons()[row.reason].format(column=_columns().get(row.column, ""), first=row.first)
    if row.outcome is Outcome.REJECTED:
        return _("Dòng {number}: bị từ chối, {reason}.").format(number=row.number, reason=reason)
    return _("Dòng {number}: được nhận, {reason}.").format(number=row.number, reason=reason)


def _columns() -> dict[str, str]:
    return {
        "group_code": _("mã tổ"),
        "group_name": _("tên tổ"),
        "household_code": _("mã hộ"),
        "address": _("địa chỉ"),
        "representative": _("người đại diện"),
        "phone": _("số điện thoại"),
    }


def _reasons() -> dict[Reason, str]:
    return {
        Reason.NO_HOUSEHOLD_CODE: _("thiếu mã hộ"),
        Reason.NO_GROUP_CODE: _("thiếu mã tổ"),
        Reason.BAD_CODE: _("mã hộ chỉ được có chữ, số, dấu chấm, gạch ngang, gạch chéo"),
        Reason.UNKNOWN_GROUP: _("không có tổ nào mang mã này"),
        Reason.DUPLICATE: _("mã hộ đã có ở dòng {first}"),
        Reason.TOO_LONG: _("{column} dài quá"),
        Reason.FORMULA: _("{column} bắt đầu như công thức bảng tính (= + - @)"),
        Reason.EXTRA_CELLS: _("thừa ô, có lẽ địa chỉ có dấu phẩy mà thiếu dấu ngoặc kép"),
        Reason.MERGED: _("có ô bị gộp"),
        Reason.BAD_PHONE: _("số điện thoại không đúng nên để trống"),
    }


def unreadable_roll(error: UnreadableRollError) -> str:
    """Why the file is no list of households."""
    sentences = {
        RollFault.MISSING: _("Không mở được tệp này."),
        RollFault.EMPTY: _("Tệp trống."),
        RollFault.TOO_BIG: _("Tệp quá lớn: danh sách hộ tối đa 20 MB. Xin bỏ hình ảnh và các cột thừa."),
        RollFault.NO_ROWS: _("Tệp chỉ có dòng tiêu đề, không có hộ nào."),
        RollFault.UNKNOWN_KIND: _("Chỉ nhận tệp .csv hoặc .xlsx."),
        RollFault.UNREADABLE: _("Tệp .xlsx bị hỏng hoặc không phải là bảng tính."),
        RollFault.ENCODING: _("Tệp không phải mã UTF-8 (sai từ dòng {line}). Xin lưu lại kiểu «CSV UTF-8»."),
        RollFault.QUOTES: _("Dấu ngoặc kép mở mà không đóng, hoặc đặt sai chỗ, gần dòng {line}."),
        RollFault.LONG_CELL: _("Có ô quá dài gần dòng {line}, hoặc dấu ngoặc kép mở mà không đóng."),
        RollFault.NO_HEADINGS: _("Không thấy dòng tiêu đề (mã tổ, mã hộ, địa chỉ, người đại diện…)."),
        RollFault.MISSING_COLUMNS: _("Thiếu cột: {columns}."),
        RollFault.DOUBLE_COLUMN: _("Cột xuất hiện hai lần: {columns}."),
    }
    named = ", ".join(_columns()[column] for column in error.columns)
    return sentences[error.fault].format(line=error.line, columns=named)


def regrouped(report: RegroupReport, *, dry_run: bool) -> Iterator[str]:
    """Which groups became which, with how many households, and what became of offices."""
    if dry_run:
        yield _("CHẠY THỬ: chưa ghi gì vào cơ sở dữ liệu.")
    words = {
        Kind.MERGE: _("Sáp nhập {old} thành {new}."),
        Kind.SPLIT: _("Chia {old} thành {new}."),
        Kind.RENAME: _("Đổi tên {old} thành {new}."),
    }
    for move in report.moves:
        new = [_("{name} ({count} hộ)").format(name=name, count=count) for name, count in move.new]
        yield words[move.kind].format(old=", ".join(move.old), new=", ".join(new))
    yield _("Có hiệu lực từ {day:%d/%m/%Y}.").format(day=report.in_force)
    if not dry_run:
        yield _("Nhiệm vụ chuyển sang tổ mới: {moved}; kết thúc: {ended}.").format(
            moved=report.offices_moved, ended=report.offices_ended
        )
    yield _("Đợt lấy ý kiến đang mở và kết quả cũ vẫn tính theo tổ cũ, với tên cũ.")


def bad_changes(error: BadChangesError) -> str:
    """Why the plan for groups is impossible."""
    sentences = {
        Fault.MISSING: _("Không thấy tệp này."),
        Fault.UNREADABLE: _("Không đọc được tệp: cần tệp TOML, mã UTF-8."),
        Fault.BAD_VALUE: _("Mục «{where}» thiếu hoặc sai."),
        Fault.NOTHING: _("Tệp không có thay đổi nào ([[merge]], [[split]], [[rename]])."),
        Fault.TOO_FEW: _("Sáp nhập cần ít nhất hai tổ cũ, chia tổ cần ít nhất hai tổ mới (tổ {where})."),
        Fault.TWO_RESTS: _("Chia tổ {where}: chỉ một tổ mới được nhận các hộ còn lại (rest)."),
        Fault.TWO_CHATS: _("Chia tổ {where}: chỉ một tổ mới được nhận nhóm chat cũ (chats)."),
        Fault.TWO_OFFICES: _("Nhiệm vụ của tổ {where} chỉ chuyển sang được một tổ mới."),
        Fault.GROUP_UNKNOWN: _("Không có tổ nào mang mã «{where}»."),
        Fault.GROUP_TWICE: _("Tổ {where} xuất hiện trong hai thay đổi."),
        Fault.CODE_TAKEN: _("Mã tổ «{where}» đã có tổ khác dùng."),
        Fault.HOUSEHOLD_UNKNOWN: _("Hộ {where} không thuộc tổ bị chia, hoặc đã đóng."),
        Fault.HOUSEHOLD_TWICE: _("Hộ {where} được ghi vào hai tổ mới."),
        Fault.HOUSEHOLDS_LEFT: _(
            "Còn {where} hộ chưa được xếp vào tổ mới nào. Ghi thêm, hoặc đặt rest = true cho một tổ."
        ),
        Fault.NOT_YET: _("Quyết định có hiệu lực từ {where}. Xin chạy lệnh này từ ngày đó."),
        Fault.POLL_PLANNED: _(
            "Có đợt lấy ý kiến đã hẹn giờ hỏi tổ này ({where}). Xin hủy, hoặc chờ đợt đó mở rồi chạy lại."
        ),
    }
    return sentences[error.fault].format(where=error.where)


def slips_issued(count: int, path: str) -> str:
    """How many slips there are and where; the codes stand in the file only."""
    return _("Đã cấp mã mới cho {count} hộ, ghi vào {path}. Mã cũ chưa dùng của các hộ này hết hiệu lực.").format(
        count=count, path=path
    )


def unknown_group(code: str) -> str:
    """There is no such group."""
    return _("Không có tổ nào mang mã «{code}».").format(code=code)


def cannot_write(path: str) -> str:
    """The file for the slips cannot be written; nothing was issued."""
    return _("Không ghi được tệp {path}. Cần tên tệp .pdf, .xlsx hoặc .csv trong thư mục có sẵn.").format(path=path)


def bot_name_needed() -> str:
    """Slips to print carry the address of the bot."""
    return _("Phiếu in (.pdf) có hình vuông dẫn tới trợ lý, nên cần thêm --bot-name.")


def nothing_written() -> str:
    """After a refusal."""
    return _("Chưa ghi gì vào cơ sở dữ liệu.")
