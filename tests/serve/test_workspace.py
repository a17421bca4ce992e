"""The project kept warm: always that of the files as they are now."""

import asyncio
from pathlib import Path

import pytest
from support.project import GOOD, project

from progress_report.domain.period import Period
from progress_report.serve.watching import Watcher
from progress_report.serve.workspace import Title, Workspace

H1 = Period.parse("2021H1")


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    return Workspace(project(tmp_path, t001=GOOD))


def test_a_changed_file_is_read_again_and_others_are_not(workspace: Workspace) -> None:
    before = workspace.project
    assert workspace.project is before
    path = workspace.root / "data/tasks/2021/001.yaml"
    path.write_text(GOOD.replace("进展", "新进展"), encoding="utf-8")
    assert workspace.project is not before
    assert "新进展" in str(workspace.table(H1)[0].rows)
    path.unlink()
    assert workspace.project.tasks == ()


def test_a_request_goes_by_one_state_and_sees_what_it_writes(workspace: Workspace) -> None:
    path = workspace.root / "data/tasks/2021/001.yaml"
    with workspace.steady():
        before = workspace.project
        path.write_text(GOOD.replace("进展", "编辑器改"), encoding="utf-8")
        assert workspace.project is before
        with workspace.writing(path.parent):
            assert "编辑器改" in str(workspace.project.tasks)
            workspace.history.write({path: GOOD.encode()}, Title("1"))
        assert "编辑器改" not in str(workspace.project.tasks)


def test_every_listener_hears_of_a_change_and_none_of_a_lock(tmp_path: Path) -> None:
    root = project(tmp_path, t001=GOOD)
    path = root / "data/tasks/2021/001.yaml"

    async def listen() -> list[str]:
        watcher = Watcher(root)
        async with watcher.watching():
            streams = [watcher.stream(), watcher.stream()]
            heard = [await anext(stream) for stream in streams]
            await asyncio.sleep(0.3)
            (path.parent / ".report.lock").write_text("1", encoding="ascii")
            waiting = [asyncio.ensure_future(anext(stream)) for stream in streams]
            done, _pending = await asyncio.wait(waiting, timeout=0.6)
            assert done == set()
            while not all(future.done() for future in waiting):
                path.write_text(GOOD, encoding="utf-8")  # again: watching may only have begun
                await asyncio.wait(waiting, timeout=0.5)
            heard += [future.result() for future in waiting]
        return heard

    heard = asyncio.run(asyncio.wait_for(listen(), 60))
    assert heard == ["retry: 1000\n\n"] * 2 + ["event: changed\ndata: \n\n"] * 2
