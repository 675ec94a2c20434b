"""init, import-roll, slips, regroup: the ward, its groups and households, and the codes by which they are confirmed."""

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import Progress as Bar

from bot import opening
from bot.settings import Settings
from cards.people import console, slip_files, slip_pages
from rules.regrouping import BadChangesError
from services.context import SystemClock
from services.people import changes_file, regrouping, roll, roll_files, ward_file, wards
from services.people import slips as slip_service
from services.people.roll_files import UnreadableRollError
from services.people.views import RegroupReport
from services.people.ward_file import BadWardFileError
from services.refusals import Refused

BotName = Annotated[str | None, typer.Option(help="Tên bot trên Telegram, để in đường dẫn đầy đủ.")]


def _refuse(words: str) -> typer.Exit:
    typer.echo(words, err=True)
    return typer.Exit(2)


@contextmanager
def _bar(words: str) -> Iterator[Callable[[int, int], None]]:
    """A bar on the terminal that shows how much is done; nothing where no person watches."""
    screen = Console(stderr=True)
    with Bar(console=screen, disable=not screen.is_terminal, transient=True) as bar:
        task = bar.add_task(words, total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)


def init(
    path: Annotated[Path, typer.Argument(metavar="WARD.toml")],
    bot_name: BotName = None,
    invite: Annotated[bool, typer.Option(help="Tạo đường dẫn quản trị mới dù đã có người quản trị.")] = False,
) -> None:
    """Tạo hoặc cập nhật phường, xã và các tổ; in đường dẫn một lần cho người quản trị đầu tiên."""
    try:
        facts = ward_file.read(path)
    except BadWardFileError as error:
        raise _refuse(console.bad_ward_file(error)) from None
    asyncio.run(_init(facts, bot_name, invite))


async def _init(facts: ward_file.WardFacts, bot_name: str | None, invite: bool) -> None:
    settings = Settings()
    vault = opening.vault(settings)
    async with opening.database(settings) as db:
        done = await wards.establish(db, SystemClock(), vault, facts, invite=invite)
    for words in console.established(done, f"{facts.kind} {facts.name}", bot_name):
        typer.echo(words)


def import_roll(
    path: Annotated[Path, typer.Argument(metavar="ROLL.csv|.xlsx")],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Chỉ xem kết quả, không ghi.")] = False,
    close_missing: Annotated[
        bool, typer.Option("--close-missing", help="Đóng các hộ không còn trong danh sách mới và đầy đủ này.")
    ] = False,
) -> None:
    """Nạp danh sách hộ; mỗi dòng được thêm, cập nhật, giữ nguyên hoặc bị từ chối kèm lý do."""
    try:
        book = roll_files.read(path)
    except UnreadableRollError as error:
        raise _refuse(f"{console.unreadable_roll(error)} {console.nothing_written()}") from None
    asyncio.run(_import_roll(book, dry_run, close_missing))


async def _import_roll(book: roll_files.RollFile, dry_run: bool, close_missing: bool) -> None:
    with _bar(console.loading()) as progress:
        async with opening.env(Settings()) as env:
            report = await roll.load(
                env,
                book.rows,
                phones_listed=book.phones_listed,
                close_missing=close_missing,
                dry_run=dry_run,
                progress=progress,
            )
    for words in console.roll_loaded(report, dry_run=dry_run):
        typer.echo(words)


def slips(
    path: Annotated[Path, typer.Argument(metavar="OUT.pdf|.xlsx|.csv")],
    group: Annotated[str | None, typer.Option(help="Mã tổ; bỏ trống là tất cả các tổ.")] = None,
    bot_name: BotName = None,
) -> None:
    """Cấp mã xác nhận mới cho các hộ chưa có người đại diện; ghi ra phiếu để in (.pdf) hoặc bảng (.xlsx, .csv)."""
    kind = path.suffix.lower()
    if kind == slip_pages.KIND and not bot_name:
        raise _refuse(console.bot_name_needed())
    try:
        if kind not in (slip_pages.KIND, *slip_files.KINDS):
            raise OSError(kind)
        # Before any code is issued, and for nobody else to read.
        path.touch(mode=0o600)
        path.chmod(0o600)
    except OSError:
        raise _refuse(console.cannot_write(str(path))) from None
    asyncio.run(_slips(path, kind, group, bot_name))


async def _slips(path: Path, kind: str, group: str | None, bot_name: str | None) -> None:
    async with opening.env(Settings()) as env:
        try:
            lines = await slip_service.issue(env, group)
        except Refused:
            if not path.stat().st_size:  # noqa: ASYNC240 - nothing else runs here
                path.unlink()  # noqa: ASYNC240
            raise _refuse(console.unknown_group(group or "")) from None
        ward = await wards.line(env)
    written = (
        slip_pages.write(lines, ward, bot_name)
        if kind == slip_pages.KIND and bot_name
        else slip_files.write(kind, lines, bot_name)
    )
    path.write_bytes(written)  # noqa: ASYNC240 - nothing else runs here
    typer.echo(console.slips_issued(len(lines), str(path)))


def regroup(
    path: Annotated[Path, typer.Argument(metavar="CHANGES.toml")],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Chỉ xem kết quả, không ghi.")] = False,
) -> None:
    """Sáp nhập, chia, đổi tên tổ theo quyết định; hộ, nhóm chat và nhiệm vụ đi theo, lịch sử được giữ."""
    try:
        done = asyncio.run(_regroup(changes_file.read(path), dry_run))
    except BadChangesError as error:
        raise _refuse(f"{console.bad_changes(error)} {console.nothing_written()}") from None
    for words in console.regrouped(done, dry_run=dry_run):
        typer.echo(words)


async def _regroup(changes: changes_file.Changes, dry_run: bool) -> RegroupReport:
    async with opening.env(Settings()) as env:
        return await regrouping.carry_out(env, changes, dry_run=dry_run)


def register(app: typer.Typer) -> None:
    """The four commands belong to this program."""
    app.command("init")(init)
    app.command("import-roll")(import_roll)
    app.command("slips")(slips)
    app.command("regroup")(regroup)
