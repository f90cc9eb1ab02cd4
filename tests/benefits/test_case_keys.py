"""The contents of cases under another master key."""

import base64

from pydantic import SecretStr
from sqlalchemy.ext.asyncio import AsyncEngine

from services.benefits.cases.commands import disclose_case
from services.benefits.cases.commands.rekeying import CONTENT_KEYS
from shared.privacy.keyring import Keyring, Keys
from shared.rotation import rekey
from tests.benefits.given import SUMMARY, given_case, given_county
from tests.given import MASTER_KEY, given_work

OTHER_KEY = base64.b64encode(b"2" * 32).decode()


class TestAnotherMasterKey:
    async def test_opens_every_case(self, benefits_engine: AsyncEngine) -> None:
        work = given_work(benefits_engine)
        case = await given_case(work, await given_county(benefits_engine))
        after = Keyring(Keys([SecretStr(OTHER_KEY)]))
        both = Keyring(Keys([SecretStr(OTHER_KEY), SecretStr(MASTER_KEY)]))
        assert await rekey(given_work(benefits_engine), both, CONTENT_KEYS) == 1
        found = await disclose_case(work, case.case_id, keyring=after, purpose="mediation", most_an_hour=9)
        assert found.reveal() == SUMMARY
