"""How long a roll of 100,000 households takes to import, anew and again, and how much memory; run by hand.

    .venv/bin/python bench/roll.py [HOUSEHOLDS] [DATABASE_URL]

The list and the database are made in a folder that is gone afterwards; a given database must be empty.
"""

import asyncio
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from storage import schema  # noqa: E402
from storage.database import Database  # noqa: E402

GROUP_SIZE = 350


def write_ward(path: Path, groups: int) -> None:
    """A made-up ward of so many groups."""
    head = (
        'code = "mau"\nname = "Mẫu"\nkind = "phường"\ngroup_label = "tổ dân phố"\n'
        'hotline = "0999 000 000"\noffice_hours = "7:30–11:30"\n'
    )
    told = (f'[[groups]]\ncode = "{n:03}"\nname = "Tổ {n}"\nhouseholds = {GROUP_SIZE}\n' for n in range(groups))
    path.write_text(head + "".join(told), encoding="utf-8")


def write_roll(path: Path, households: int, *, changed_every: int = 0) -> None:
    """A list of so many made-up households; every so many of them with another address."""
    with path.open("w", encoding="utf-8-sig") as file:
        file.write("group_code;group_name;household_code;address;representative;phone\n")
        for n in range(households):
            group, house = divmod(n, GROUP_SIZE)
            street = "Khác" if changed_every and n % changed_every == 0 else "Mẫu"
            cells = f"{group:03};Tổ {group};{group:03}-{house:04};Số {n} đường {street};Nguyễn Văn Mẫu {n};"
            file.write(f"{cells}0999{n:06}\n")


def measured(title: str, *words: str | Path) -> float:
    """The seconds that the command took; they are printed with the most memory any command took so far."""
    start = time.perf_counter()
    command = [sys.executable, "-m", "bot", *map(str, words)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)  # noqa: S603
    seconds = time.perf_counter() - start
    megabytes = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    told = " · ".join(done.stdout.splitlines()[:5]) if done.returncode == 0 else done.stderr
    print(f"{title}: {seconds:.1f} s, most memory so far {megabytes:.0f} MB\n    {told}")
    return seconds


async def _create(url: str) -> None:
    db = Database(url)
    await schema.create(db)
    await db.close()


def main(households: int, url: str | None) -> None:
    """The figures are printed."""
    with tempfile.TemporaryDirectory(prefix="danban-bench-") as name:
        folder = Path(name)
        os.environ["DATABASE_URL"] = url or f"sqlite+aiosqlite:///{folder / 'bench.db'}"
        os.environ["ENCRYPTION_KEYS"] = "khoa-chi-dung-de-do-khong-dung-cho-dan-that"
        asyncio.run(_create(os.environ["DATABASE_URL"]))
        write_ward(folder / "ward.toml", households // GROUP_SIZE + 1)
        measured("init", "init", folder / "ward.toml")
        write_roll(folder / "roll.csv", households)
        first = measured("first import", "import-roll", folder / "roll.csv")
        again = measured("again, unchanged", "import-roll", folder / "roll.csv")
        print(f"    {again / first:.2f} of the first")
        write_roll(folder / "changed.csv", households, changed_every=20)
        measured("every 20th changed", "import-roll", folder / "changed.csv")
        write_roll(folder / "fewer.csv", households - 1000)
        measured("1,000 missing, closed", "import-roll", folder / "fewer.csv", "--close-missing")


if __name__ == "__main__":
    main(
        int(sys.argv[1]) if len(sys.argv) > 1 else 100_000,
        sys.argv[2] if len(sys.argv) > 2 else None,
    )
