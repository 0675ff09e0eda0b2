"""docs/rights.md says what the code does, cell by cell."""

from __future__ import annotations

import datetime
import re
from dataclasses import replace

from kb.domain.accounts import Account, Role
from kb.domain.rights import Action, Standing, Task, may, may_do, rights
from kb.domain.workflow import WorkflowState
from kb.settings import CHECKOUT

WHEN = datetime.datetime(2026, 1, 1, tzinfo=datetime.UTC)


def account(role: Role) -> Account:
    return Account(1, "ola@example.org", "Ola", role, WHEN)


def rows(title: str) -> list[list[str]]:
    """The cells of the table below a heading."""
    text = (CHECKOUT / "docs" / "rights.md").read_text("utf-8")
    part = text.partition(f"## {title}\n")[2].partition("\n## ")[0]
    lines = [line for line in part.splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines[2:]]


def test_the_tasks_are_those_written() -> None:
    written = rows("Tasks")
    assert [re.findall("`(.+?)`", row[0])[0] for row in written] == [task.value for task in Task]
    for task, row in zip(Task, written, strict=True):
        expected = [may_do(None, task), *(may_do(account(role), task) for role in Role)]
        assert [cell == "yes" for cell in row[1:]] == expected, task


def test_the_rights_to_a_practice_are_those_written() -> None:
    written = {(row[0], row[1]): row[2:] for row in rows("A practice")}
    assert len(written) == 4 * len(WorkflowState)
    for own in (True, False):
        for public in (True, False):
            for state in WorkflowState:
                standing = Standing(state, 1 if own else 2, public)
                whose = f"{'own' if own else 'of others'}, {'public' if public else 'not public'}"
                for role, cell in zip(Role, written[whose, state.value], strict=True):
                    named = {"all": set(Action), "–": set()}.get(cell)
                    expected = named if named is not None else {Action(each) for each in cell.split(", ")}
                    assert rights(account(role), standing) == expected, (whose, state, role)


def test_nobody_and_a_disabled_account_may_nothing() -> None:
    gone = replace(account(Role.ADMIN), disabled_at=WHEN)
    for state in WorkflowState:
        for action in Action:
            for who in (None, gone):
                assert not may(who, action, Standing(state, 1, is_public=True))
    assert not any(may_do(gone, task) for task in Task)
