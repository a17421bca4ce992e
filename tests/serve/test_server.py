"""The program as a person starts and stops it."""

import signal
import subprocess
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest
from support.project import GOOD, PROGRAM, project, report

pytestmark = pytest.mark.program


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return project(tmp_path, t001=GOOD)


def test_it_prints_its_address_at_once_and_ends_by_ctrl_c(folder: Path) -> None:
    process = subprocess.Popen(
        [*PROGRAM, "--lang", "en", "serve", "--no-open"],
        cwd=folder,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        assert process.stdout is not None
        address = process.stdout.readline().strip()
        assert urlsplit(address).hostname == "127.0.0.1"
        with httpx.Client(follow_redirects=True, timeout=60) as client:
            page = client.get(address)
            assert page.status_code == 200
            assert "Overview" in page.text
            assert "server" not in page.headers
            with client.stream("GET", str(page.url.join("/events"))):
                process.send_signal(signal.SIGINT)  # while a browser listens
        out, error = process.communicate(timeout=60)
    finally:
        process.kill()
    assert process.returncode == 130
    assert out == ""
    assert error.splitlines()[-1] == "report: stopped"


def test_a_port_that_is_taken_is_named(folder: Path) -> None:
    process = subprocess.Popen(
        [*PROGRAM, "serve", "--no-open"], cwd=folder, stdout=subprocess.PIPE, text=True
    )
    try:
        assert process.stdout is not None
        port = urlsplit(process.stdout.readline()).port
        run = report("serve", "--no-open", "--port", str(port), cwd=folder)
    finally:
        process.kill()
        process.communicate()
    assert run.returncode == 2
    assert str(port) in run.stderr
    assert run.stdout == ""


def test_outside_a_project_it_does_not_start(tmp_path: Path) -> None:
    run = report("serve", "--no-open", cwd=tmp_path)
    assert run.returncode == 2
    assert run.stdout == ""
