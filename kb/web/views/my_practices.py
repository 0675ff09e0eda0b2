"""The front page of the desk: what somebody writes, and the parts of the desk that they may use."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from kb.domain.accounts import Account
from kb.domain.completeness import completeness
from kb.domain.form_fields import FormStep
from kb.domain.rights import Task, may_do
from kb.domain.workflow import WorkflowState
from kb.services.editing import MyPractice
from kb.web.parameters import prefix_of
from kb.web.views.editing import Desk
from kb.web.views.paging import Paging, numbered, paged
from kb.web.views.path import practice_url
from kb.web.views.words import date_text


@dataclass(frozen=True, slots=True)
class ListLine:
    """`state` is the code of the newest text's state, "" for what is only typed; `newer` says that readers
    still see an earlier text."""

    title: str
    state: str
    newer: bool
    percent: int
    changed_on: str
    edit_url: str
    edit_is_post: bool
    public_url: str
    discard_url: str
    practice_id: int | None
    path_url: str


@dataclass(frozen=True, slots=True)
class DeskTool:
    """A part of the desk that the account may use; `kind` chooses the words, `count` is what waits there."""

    kind: str
    url: str
    count: int = 0


@dataclass(frozen=True, slots=True)
class ListPage:
    tools: tuple[DeskTool, ...]
    drafts: tuple[ListLine, ...]
    waiting: tuple[ListLine, ...]
    published: tuple[ListLine, ...]
    paging: Paging
    new_url: str
    is_sent: bool


def desk_tools(desk: Desk, account: Account, waiting: int) -> tuple[DeskTool, ...]:
    tools = []
    if may_do(account, Task.SEE_QUEUE):
        tools.append(DeskTool("queue", f"{desk.root}/kolejka", waiting))
    if may_do(account, Task.SEE_SEARCHES):
        tools.append(DeskTool("searches", f"{desk.root}/szukane"))
    if may_do(account, Task.EDIT_VOCABULARIES):
        tools.append(DeskTool("labels", f"{desk.root}/slowniki"))
        tools.append(DeskTool("synonyms", f"{desk.root}/slowniki/synonimy"))
        tools.append(DeskTool("libraries", f"{desk.root}/biblioteki"))
    if may_do(account, Task.MANAGE_ACCOUNTS):
        tools.append(DeskTool("accounts", f"{desk.root}/konta"))
    return tuple(tools)


def list_page(
    desk: Desk,
    mine: Sequence[MyPractice],
    tools: tuple[DeskTool, ...],
    page: int = 1,
    *,
    is_sent: bool = False,
) -> ListPage:
    """One page of what somebody writes: what is still being written first, then what waits."""
    shown, paging = paged(sorted(mine, key=_section), page, numbered(desk.root))
    sections: tuple[list[ListLine], ...] = ([], [], [])
    for practice in shown:
        sections[_section(practice)].append(_line(desk, practice))
    drafts, waiting, published = map(tuple, sections)
    return ListPage(tools, drafts, waiting, published, paging, f"{desk.root}/nowa", is_sent)


def _section(practice: MyPractice) -> int:
    """0 for what is being written, 1 for what waits to be checked, 2 for what readers see."""
    head = practice.head
    if head is not None and head.standing.state is WorkflowState.IN_REVIEW:
        return 1
    return 2 if head is not None and head.shown.is_public else 0


def _line(desk: Desk, practice: MyPractice) -> ListLine:
    head, copy = practice.head, practice.copy
    changed = copy.updated_at if copy else head.updated_at if head else None
    edit = ""
    if practice.may_edit:
        edit = (
            desk.step_url(copy.id, FormStep.ABOUT)
            if copy
            else f"{desk.root}/praktyki/{head.practice_id}/pisz"
            if head
            else ""
        )
    is_public = head is not None and head.shown.is_public
    return ListLine(
        title=practice.form.text("title").strip() or (head.title if head else ""),
        state=head.standing.state.value if head else "",
        newer=bool(is_public and head and not head.standing.state.is_public),
        percent=completeness(practice.form).percent,
        changed_on=date_text(changed.astimezone().date(), desk.language) if changed else "",
        edit_url=edit,
        edit_is_post=copy is None,
        public_url=f"{prefix_of(desk.language)}/praktyki/{head.slug}" if is_public and head else "",
        discard_url=f"{desk.root}/szkice/{copy.id}/usun" if copy else "",
        practice_id=head.practice_id if head else None,
        path_url=practice_url(desk.language, head.practice_id) if head else "",
    )
