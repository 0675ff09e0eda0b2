"""A label is changed and the process that makes the words of practices again is killed: the next one goes on."""

from __future__ import annotations

import datetime
import sqlite3
from pathlib import Path

from kb.domain.accounts import Role
from kb.domain.facets import Facet
from kb.domain.languages import Language
from kb.services.renewing import Renewer
from kb.services.saving import utc_now
from tests.contract.processes import started
from tests.contract.renewer import renew
from tests.people import add_account
from tests.small_bases import opened
from tests.small_models import make_small_model

CODE = "seniorzy"


def test_a_killed_renewal_goes_on_and_makes_nothing_twice(tmp_path: Path) -> None:
    model = make_small_model(tmp_path / "model")
    base = opened(tmp_path, model)
    reviewer = add_account(base.database, "rec@example.org", Role.REVIEWER)
    term = base.shipped.vocabularies.of_facet(Facet.AUDIENCE).term(CODE)
    labels = {**term.labels, Language.POLISH: "Srebrne lisy"}
    base.editing_terms.rename(reviewer, Facet.AUDIENCE, CODE, labels)
    begun = utc_now()
    process, line = started(renew, tmp_path, model)
    assert line.recv() == "renewed"
    line.send("go on")
    # In the next batch or just after it, and never later, however long the kill takes.
    process.kill()
    process.join()

    raw = sqlite3.connect(tmp_path / "baza.sqlite")
    query = "SELECT rowid FROM fts_practice WHERE fts_practice MATCH 'labels: lis'"
    having = {
        row[0]
        for row in raw.execute(
            "SELECT practice_id FROM practice_code WHERE facet = 'audience' AND code = ?", (CODE,)
        )
    }
    done = {row[0] for row in raw.execute(query)}
    assert done
    assert done < having
    saved = raw.execute("SELECT max(number) FROM change").fetchone()[0]
    # The killed process gave nothing back; its lease runs out.
    early = Renewer(base.database, base.follower, base.healing, lambda: begun)
    assert not early.renew_some()
    later = Renewer(
        base.database, base.follower, base.healing, lambda: utc_now() + datetime.timedelta(minutes=2)
    )
    later.renew_all()
    assert {row[0] for row in raw.execute(query)} == having
    again = {
        row[0] for row in raw.execute("SELECT practice_id FROM change WHERE number > ?", (saved,)).fetchall()
    }
    assert again == having - done
    assert raw.execute("PRAGMA quick_check").fetchall() == [("ok",)]
    raw.close()
    base.close()
