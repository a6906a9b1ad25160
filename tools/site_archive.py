"""Pack the built site into one file that opens from disk.

python tools/site_archive.py _build/html _build

The same site gives the same bytes: entries are sorted and carry neither date nor owner.
"""

import sys
import zipfile
from pathlib import Path

from optcourse import __version__

NAME = f"optcourse-{__version__}"  # of the folder inside; the file adds -site.zip
FIRST_DATE = (1980, 1, 1, 0, 0, 0)  # the earliest that the format knows
PLAIN_FILE = 0o100644 << 16


def archive(site, folder):
    """Write the archive of `site` into `folder`; return its path. ValueError without a site."""
    site, path = Path(site), Path(folder, f"{NAME}-site.zip")
    if not (site / "index.html").is_file():
        raise ValueError(f"site must hold index.html, got {site}; run `make site`")
    with zipfile.ZipFile(path, "w") as packed:
        for file in sorted(site.rglob("*")):
            if file.is_file():
                name = f"{NAME}/{file.relative_to(site).as_posix()}"
                packed.writestr(entry(name), file.read_bytes(), compresslevel=9)
    return path


def entry(name):
    info = zipfile.ZipInfo(name, FIRST_DATE)
    info.compress_type = zipfile.ZIP_DEFLATED
    info.external_attr = PLAIN_FILE
    info.create_system = 3  # Unix, on every machine
    return info


if __name__ == "__main__":
    written = archive(*sys.argv[1:])
    print(f"{written}: {written.stat().st_size / 1e6:.1f} MB")
