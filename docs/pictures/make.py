"""The pictures of the READMEs, made of what the commands really show: `python docs/pictures/make.py`.

Needs Chromium, and the extras `report` and `browse`.
"""

import os
import pty
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from rich.console import Console
from rich.text import Text

HERE = Path(__file__).parent
ARTICLE = "12109536"
REDNET = (sys.executable, "-m", "rednet_crawler")


def recorded(folder: Path, *words: str) -> str:
    """Run a command on a terminal of 80 columns, and return what it showed in the end, with its colours."""
    shown = bytearray()

    def read(terminal: int) -> bytes:
        data = os.read(terminal, 65536)
        shown.extend(data)
        return data

    here = Path.cwd()
    os.chdir(folder)
    try:
        pty.spawn(["env", "COLUMNS=80", "TERM=xterm-256color", *words], read)
    finally:
        os.chdir(here)
    return shown.decode().replace("\r\n", "\n").rpartition("\x1b[2K")[2]


def draw(text: str, title: str, path: Path) -> None:
    """Draw a terminal as SVG; its letters come from whoever looks at it, and from no other host."""
    with Path(os.devnull).open("w", encoding="utf-8") as nowhere:
        console = Console(record=True, width=84, file=nowhere, force_terminal=True)
        console.print(Text.from_ansi(f"$ {title}\n{text.rstrip()}"))
        svg = console.export_svg(title=title)
    svg = re.sub(r"@font-face \{.*?\}\n", "", svg, flags=re.DOTALL)
    path.write_text(svg.replace("Fira Code", "monospace"), encoding="utf-8")


def photograph(url: str, path: Path, size: str) -> None:
    """Have Chromium show a page, and keep the picture."""
    chromium = (
        shutil.which("chromium") or shutil.which("chromium-browser") or sys.exit("no Chromium")
    )
    with tempfile.TemporaryDirectory() as profile:
        words = [
            "--headless=new",
            "--no-sandbox",
            "--disable-gpu",
            "--hide-scrollbars",
            f"--user-data-dir={profile}",
        ]
        command = [chromium, *words, f"--window-size={size}", f"--screenshot={path}", url]
        subprocess.run(command, check=True, capture_output=True, timeout=120)


def main() -> None:
    """Run the demo, and make a picture of its terminal, its report and an article of its archive."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        draw(recorded(folder, *REDNET, "demo"), "rednet demo", HERE / "demo.svg")
        photograph((folder / "demo/report.html").as_uri(), HERE / "report.png", "1280,860")
        words = ("browse", "--archive", "demo/demo.db", "--port", "8917")
        with subprocess.Popen([*REDNET, *words], cwd=folder, stderr=subprocess.PIPE) as browse:
            assert browse.stderr is not None
            (address,) = re.findall(r"http://\S+", browse.stderr.readline().decode())
            photograph(f"{address}/{ARTICLE}", HERE / "article.png", "1280,860")
            browse.terminate()


if __name__ == "__main__":
    main()
