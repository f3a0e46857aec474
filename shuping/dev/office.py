"""A docx as LibreOffice prints it, for eyes and rulers: with the free fonts under the official names.

LibreOffice knows nothing of 仿宋_GB2312 where it is not installed and takes any font for it. Here a font configuration
of its own names the fonts the PDF uses, so that both pictures can be laid beside each other. Nothing is installed.
"""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Mapping
from pathlib import Path
from xml.sax.saxutils import escape

from shuping.adapters.fonts import font_book
from shuping.core.documents.values import Fonts

LIMIT = 180  # seconds for all files of one call


def program() -> str | None:
    """LibreOffice's program, or None where it is not installed."""
    return shutil.which("soffice")


def printed(files: Mapping[str, bytes]) -> dict[str, bytes]:
    """PDFs of these docx files by their names, printed in one start of the program.

    Raises FileNotFoundError where LibreOffice is not installed or leaves a file out.
    """
    found = program()
    if found is None:
        raise FileNotFoundError("soffice")
    with tempfile.TemporaryDirectory() as kept:
        folder = Path(kept)
        for name, data in files.items():
            (folder / f"{name}.docx").write_bytes(data)
        configuration = folder / "fonts.conf"
        configuration.write_text(_aliases(), encoding="utf-8")
        sources = [str(folder / f"{name}.docx") for name in files]
        command = [found, f"-env:UserInstallation={(folder / 'profile').as_uri()}", "--headless"]
        command += ["--convert-to", "pdf", "--outdir", str(folder / "out"), *sources]
        environment = os.environ | {"FONTCONFIG_FILE": str(configuration)}
        subprocess.run(command, check=True, capture_output=True, timeout=LIMIT, env=environment)
        return {name: (folder / "out" / f"{name}.pdf").read_bytes() for name in files}


def _aliases() -> str:
    """A font configuration: that of the machine, the free fonts, official names and what stands for them."""
    fonts, book = Fonts(), font_book(())
    pairs = {name: chain.families for name, chain in zip(_names(fonts), book.faces(fonts).values(), strict=True)}
    pairs[fonts.latin] = (book.latin(fonts), "Liberation Serif", "Noto Serif CJK SC")
    folders = "".join(f"<dir>{escape(folder)}</dir>" for folder in book.folders)
    rules = "".join(
        f'<match target="pattern"><test name="family"><string>{escape(name)}</string></test>'
        f'<edit name="family" mode="assign" binding="strong">'
        f"{''.join(f'<string>{escape(family)}</string>' for family in families)}</edit></match>"
        for name, families in pairs.items()
        if name not in book.names
    )
    return (
        '<?xml version="1.0"?><fontconfig><include ignore_missing="yes">/etc/fonts/fonts.conf</include>'
        f"{folders}{rules}</fontconfig>"
    )


def _names(fonts: Fonts) -> tuple[str, ...]:
    """The official names in the order of the faces."""
    return (fonts.body, fonts.kai, fonts.hei, fonts.song, fonts.title)
