"""What a count means: that it binds nobody, or what was decided, why, and how many were needed; plain text."""

from fractions import Fraction

from cards.words import _
from rules import law
from rules.outcomes import Outcome, Reason
from rules.polls import AFTER_A_MEETING, GROUND_FOR, Kind, Step
from services.polls.views import PollView

# A ward of very many groups is told in its table.
GROUPS_TOLD = 12


def reference_only() -> str:
    """That a consultation binds nobody."""
    return _(
        "Kết quả là ý kiến tham khảo, không thay thế cuộc họp hoặc phiếu lấy ý kiến "
        "theo Luật Thực hiện dân chủ ở cơ sở."
    )


def informal() -> str:
    """That answers on this network do not count for the law."""
    return _("Phường, xã chưa ghi căn cứ để lấy ý kiến theo luật trên mạng này, nên đây chỉ là hỏi không chính thức.")


def standing(poll: PollView) -> str:
    """Whether what comes out binds, and what that takes."""
    if poll.kind is Kind.ONLINE_VOTE:
        norm = law.NORMS["online.method" if poll.step is Step.METHOD else "decision.matters"]
        words = (
            _("Bước 1: bà con có đồng ý quyết định việc này bằng biểu quyết trực tuyến không?")
            if poll.step is Step.METHOD
            else _("Biểu quyết có giá trị quyết định.")
        )
        needs = _("Cần {share} tổng số hộ đồng ý, tính cả hộ không trả lời ({article}).").format(
            share=_share(norm), article=norm.article
        )
        return f"{words} {needs} " + _("Danh sách hộ tham gia được ghi vào biên bản.")
    if poll.kind is Kind.MEETING_VOTE:
        return _("Bà con biểu quyết tại cuộc họp; số liệu do hai người nhập và xác nhận.")
    if poll.kind is Kind.SLIP_VOTE:
        return _("Bà con biểu quyết bằng phiếu lấy ý kiến; số liệu do hai người nhập và xác nhận.")
    if poll.kind in GROUND_FOR and not poll.formal:
        return f"{reference_only()} {informal()}"
    return reference_only()


def _share(norm: law.Norm) -> str:
    """A share as people say it: hơn 50 %, từ 2/3, từ 10 %."""
    share = norm.value
    assert isinstance(share, law.Share)
    hundredths = Fraction(100 * share.parts, share.of)
    amount = f"{hundredths} %" if hundredths.denominator == 1 else f"{share.parts}/{share.of}"
    return (_("hơn {amount}") if share.above else _("từ {amount}")).format(amount=amount)


def headline(poll: PollView, outcome: Outcome) -> str:
    """What was decided, in one sentence."""
    if outcome.reason is Reason.TOO_FEW_PRESENT:
        return _(
            "⚠️ Chưa quyết định được vì thiếu người dự họp: có {present}/{households} hộ, cần ít nhất {needed}. "
            "Đây không phải là bà con không tán thành."
        ).format(present=outcome.present, households=outcome.households, needed=outcome.needed)
    if outcome.reason is Reason.TOO_FEW_GROUPS:
        return _("❌ Chưa thông qua: mới {agreeing}/{all} tổ tán thành, cần ít nhất {needed} tổ.").format(
            agreeing=outcome.groups_agreeing, all=len(outcome.groups), needed=outcome.groups_needed
        )
    if poll.kind is Kind.CONVENTION_PROPOSAL:
        return _proposal(outcome)
    if poll.step is Step.METHOD:
        return (
            _("✅ Bà con đồng ý biểu quyết trực tuyến việc này.")
            if outcome.passed
            else _("❌ Chưa đủ số hộ đồng ý biểu quyết trực tuyến. Việc này cần họp hoặc phát phiếu.")
        )
    return _("✅ Đã thông qua.") if outcome.passed else _("❌ Chưa thông qua: chưa đủ số hộ đồng ý.")


def _proposal(outcome: Outcome) -> str:
    if outcome.reason is Reason.PASSED:
        return _("✅ Đủ số hộ đề nghị. Đề nghị được đưa ra cộng đồng bàn.")
    if outcome.reason is Reason.ENDORSED:
        return _("✅ Chưa đủ số hộ, nhưng Ban công tác Mặt trận tán thành, nên đề nghị được đưa ra bàn.")
    return _("❌ Chưa đủ số hộ đề nghị.")


def needed(outcome: Outcome) -> str:
    """How many had to agree: hơn 50 % của 41 hộ, ít nhất 21."""
    return _("Cần {share} của {households} hộ: ít nhất {needed}. Đã có {agree} hộ đồng ý ({article}).").format(
        share=_share(outcome.norm),
        households=outcome.households,
        needed=outcome.needed,
        agree=outcome.agree,
        article=outcome.norm.article,
    )


def lines(poll: PollView, outcome: Outcome) -> list[str]:
    """What was decided, why, and what may follow; by group where the whole commune decided."""
    said = [headline(poll, outcome), needed(outcome)]
    if outcome.present is not None and outcome.reason is not Reason.TOO_FEW_PRESENT:
        said.append(
            _("Số hộ dự họp: {present}/{households}.").format(present=outcome.present, households=outcome.households)
        )
    if outcome.reason is Reason.TOO_FEW_PRESENT:
        said.append(_("Có thể phát phiếu lấy ý kiến từng hộ ({article}).").format(article=AFTER_A_MEETING))
    if outcome.groups_needed is not None and outcome.reason is not Reason.TOO_FEW_GROUPS:
        said.append(
            _("Số tổ tán thành: {agreeing}/{all}, cần ít nhất {needed}.").format(
                agreeing=outcome.groups_agreeing, all=len(outcome.groups), needed=outcome.groups_needed
            )
        )
    if 1 < len(outcome.groups) <= GROUPS_TOLD:
        said += [
            _("{mark} {group}: {agree}/{households} hộ đồng ý, cần {needed}").format(
                mark="✅" if group.passed else "❌",
                group=group.name,
                agree=group.agree,
                households=group.households,
                needed=group.needed,
            )
            for group in outcome.groups
        ]
    return said
