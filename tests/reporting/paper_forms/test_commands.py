"""A form holds from its first day on; what is issued already reads as it did."""

from datetime import date
from uuid import UUID

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from services.reporting.bulletins.letters import letter_of_bulletin
from services.reporting.paper_forms.commands import load_paper_form
from services.reporting.paper_forms.domain.forms import PaperForm, PaperFormInvalid
from services.reporting.paper_forms.parameters import BULLETIN
from services.reporting.paper_forms.queries import get_form_on
from shared.http.dependencies import Reading
from shared.letters import Letter
from tests.reporting.bulletins.given import (
    CENTRE_STAFF,
    MAY_5,
    MAY_13,
    drafted,
    given_period,
    issued,
    work,
)
from tests.reporting.paper_forms.test_domain import OWN


async def paper(engine: AsyncEngine, bulletin_id: UUID) -> Letter:
    async with engine.connect() as connection:
        return await letter_of_bulletin(bulletin_id, Reading(connection, CENTRE_STAFF, MAY_13))


class TestLoading:
    async def test_changes_what_is_issued_from_its_first_day_on(self, reporting_engine: AsyncEngine) -> None:
        await given_period(reporting_engine)
        first = await issued(reporting_engine, (await drafted(reporting_engine)).bulletin_id)
        before = await paper(reporting_engine, first.bulletin_id)
        form = await load_paper_form(work(reporting_engine), "bulletin", OWN)
        assert form.valid_from == date(2019, 5, 6)
        assert await paper(reporting_engine, first.bulletin_id) == before
        assert before.numbered == "旬通报〔2019〕1号"

        draft = await drafted(reporting_engine, date(2019, 5, 1), MAY_13)
        waiting = await paper(reporting_engine, draft.bulletin_id)
        assert (waiting.numbered, waiting.headed) == ("新退役军人〔2019〕　　　号", "新野县退役军人事务局文件")
        second = await issued(reporting_engine, draft.bulletin_id, MAY_13)
        assert second.document_number == "新退役军人〔2019〕2号"
        late = await load_paper_form(work(reporting_engine, MAY_13), "bulletin", BULLETIN.zh_words)
        assert late.valid_from == date(2019, 5, 14)
        read = await paper(reporting_engine, second.bulletin_id)
        assert (read.numbered, read.issued_by) == ("新退役军人〔2019〕2号", "新野县退役军人事务局")
        assert await paper(reporting_engine, first.bulletin_id) == before

    async def test_again_of_the_same_changes_nothing_and_of_the_same_day_the_last_one_holds(
        self, reporting_engine: AsyncEngine
    ) -> None:
        same = await load_paper_form(work(reporting_engine), "bulletin", BULLETIN.zh_words)
        assert same == PaperForm.first("bulletin")
        first = await load_paper_form(work(reporting_engine), "bulletin", OWN, date(2019, 6, 1))
        again = await load_paper_form(work(reporting_engine), "bulletin", OWN)
        other = await load_paper_form(work(reporting_engine), "bulletin", BULLETIN.zh_words, date(2019, 6, 1))
        assert (first, again.form_id != other.form_id) == (again, True)
        with pytest.raises(PaperFormInvalid):
            await load_paper_form(work(reporting_engine), "bulletin", OWN, MAY_5.date())
        async with reporting_engine.connect() as connection:
            found = [
                (await get_form_on(connection, kind, day)).form_id
                for kind, day in (
                    ("bulletin", date(2019, 5, 31)),
                    ("bulletin", date(2019, 6, 1)),
                    ("minutes", date(2019, 6, 1)),
                )
            ]
        assert found == [None, other.form_id, None]
