"""The site as one file: the same bytes from the same site, an error from a folder without one."""

import os
import zipfile

import pytest
import site_archive

PAGES = {"index.html": "home", "book/two.html": "two", ".buildinfo": "x"}


def site(folder):
    for name, text in PAGES.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    return folder


def test_the_same_site_makes_the_same_bytes(tmp_path):
    folder = site(tmp_path / "site")
    first = site_archive.archive(folder, tmp_path).read_bytes()
    for number, path in enumerate(sorted(folder.rglob("*"), reverse=True)):
        os.utime(path, (10**9 + number, 10**9 + number))
        path.chmod(0o700)
    assert site_archive.archive(folder, tmp_path).read_bytes() == first


def test_everything_is_in_one_folder_that_names_the_version(tmp_path):
    path = site_archive.archive(site(tmp_path / "site"), tmp_path)
    assert path.name == f"{site_archive.NAME}-site.zip"
    with zipfile.ZipFile(path) as packed:
        texts = {name: packed.read(name).decode() for name in packed.namelist()}
    assert texts == {f"{site_archive.NAME}/{name}": text for name, text in PAGES.items()}


def test_a_folder_without_a_site_is_an_error(tmp_path):
    with pytest.raises(ValueError, match=r"site must hold index\.html, got .*run `make site`"):
        site_archive.archive(tmp_path, tmp_path)
