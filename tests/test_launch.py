"""The files from which Binder and dev containers build their machines agree with the project."""

import json
import os
import re
import subprocess
import tomllib
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).parents[1]
BINDER, CONTAINER = ROOT / ".binder", ROOT / ".devcontainer"
FILES = sorted(path for folder in (BINDER, CONTAINER) for path in folder.iterdir())
ENVIRONMENT = yaml.safe_load((BINDER / "environment.yml").read_text("utf-8"))
SETTINGS = json.loads((CONTAINER / "devcontainer.json").read_text("utf-8"))
DOCKERFILE = (CONTAINER / "Dockerfile").read_text("utf-8")
ONLY_ON_A_HUB = {"nbgitpuller"}


def runtime():
    """Requirements of the package itself: the first section of requirements.txt."""
    text = (ROOT / "requirements.txt").read_text("utf-8")
    section = text.split("\n# book:")[0].partition("# runtime:")[2]
    return set(re.findall(r"^[\w-]+==\S+", section, re.MULTILINE))


def packages(requirements):
    return {re.match(r"[\w-]+", each)[0] for each in requirements}


def test_binder_installs_what_the_package_needs_at_the_same_versions():
    *conda, pip = ENVIRONMENT["dependencies"]
    other = {each for each in pip["pip"] if packages([each]) <= ONLY_ON_A_HUB}
    assert set(pip["pip"]) - other == {each for each in runtime() if packages([each]) != {"torch"}}
    assert packages(other) == ONLY_ON_A_HUB
    assert packages(conda) == {"python", "pytorch-cpu", "pip"}  # PyTorch without CUDA


def test_binder_has_the_oldest_versions_that_the_package_allows():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    torch = next(each for each in project["dependencies"] if each.startswith("torch"))
    assert torch.replace("torch", "pytorch-cpu") in ENVIRONMENT["dependencies"]
    python = project["requires-python"].removeprefix(">=")
    assert f"python={python}" in ENVIRONMENT["dependencies"]
    assert f"FROM python:{python}-" in DOCKERFILE


@pytest.fixture
def after_build(tmp_path):
    """Run Binder's last step with a stand-in for its Python; returns pip's calls and the folder."""
    python = tmp_path / "python"
    python.write_text(f'#!/bin/sh\n[ "$1" = -c ] && echo {tmp_path} || echo "$@" >> calls\n')
    python.chmod(0o755)
    path = f"{tmp_path}{os.pathsep}{os.environ['PATH']}"
    subprocess.run([BINDER / "postBuild"], cwd=tmp_path, env={"PATH": path}, check=True)
    return (tmp_path / "calls").read_text().splitlines(), tmp_path


def test_binder_installs_the_package_and_opens_the_first_page(after_build):
    calls, folder = after_build
    assert calls == ["-m pip install --quiet --no-deps ."]
    config = json.loads((folder / "etc/jupyter/jupyter_server_config.json").read_text())
    for application in ("LabApp", "JupyterNotebookApp"):
        address = config[application]["default_url"]
        assert (ROOT / address.removeprefix("/lab/tree/")).is_file()


def test_the_container_runs_targets_that_exist():
    makefile = (ROOT / "Makefile").read_text("utf-8")
    labels = [each["label"] for each in SETTINGS["portsAttributes"].values()]
    used = set(re.findall(r"make (\w+)", " ".join([SETTINGS["postCreateCommand"], *labels])))
    assert used == {"setup", "serve", "lab"}
    assert used <= set(re.findall(r"^(\w+):", makefile, re.MULTILINE))


def test_the_container_forwards_the_ports_of_the_site_and_of_jupyterlab():
    served = re.search(r"http\.server .* (\d+)$", (ROOT / "Makefile").read_text("utf-8"), re.M)[1]
    assert {str(port) for port in SETTINGS["forwardPorts"]} == {served, "8888"}
    assert set(SETTINGS["portsAttributes"]) == {served, "8888"}


def test_the_container_has_the_tools_and_a_reader():
    assert {"make", "git", "chromium", "firefox-esr"} <= set(DOCKERFILE.split())
    assert DOCKERFILE.rstrip().endswith(f"USER {SETTINGS['remoteUser']}")
    assert (CONTAINER / SETTINGS["build"]["dockerfile"]).is_file()


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_no_file_names_a_host(path):
    assert "://" not in path.read_text("utf-8")
    assert not re.search(r"FROM \S*/", path.read_text("utf-8"))
