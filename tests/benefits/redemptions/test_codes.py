"""How long a code is good, where, and how often; and who may try codes how often."""

import asyncio
from datetime import date, datetime, timedelta
from uuid import UUID

import pytest
from sqlalchemy import func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncEngine

from services.benefits.directory.tables import MERGED_VETERAN
from services.benefits.redemptions.commands import (
    Paper,
    dismiss_clerk,
    print_discount_code,
    redeem_discount,
    reverse_discount,
    revoke_discount_code,
    verify_discount_code,
)
from services.benefits.redemptions.commands.codes import forget_codes
from services.benefits.redemptions.commands.redeeming import Outcome
from services.benefits.redemptions.commands.verifying import Verified
from services.benefits.redemptions.domain import (
    DiscountCodeInvalid,
    DiscountCodeOver,
    DiscountHolderUnknown,
    NotAClerkOfAShop,
    RedemptionNotFound,
    RedemptionNotStanding,
    Sale,
    TooManyCodes,
    TooManyWrongCodes,
)
from services.benefits.redemptions.parameters import MOST_CODES, MOST_MISSES
from services.benefits.redemptions.tables import DISCOUNT_CODE, REDEMPTION
from shared.ids import new_id
from tests.benefits.given import given_learned, keyring, veteran_registered
from tests.benefits.merchants.given import told
from tests.benefits.redemptions.given import SURNAME, Town, clerk_of, died, given_code, given_town
from tests.given import NOW, given_caller, given_work

KEYS = keyring()
SECONDS, MINUTES = timedelta(seconds=1), timedelta(minutes=1)
UNTIL = date(2026, 5, 31)


@pytest.fixture
def engine(benefits_engine: AsyncEngine) -> AsyncEngine:
    return benefits_engine


@pytest.fixture
async def town(engine: AsyncEngine) -> Town:
    return await given_town(engine, subject="veteran-and-family", most_each=2)


async def shown(engine: AsyncEngine, person: UUID, at: datetime = NOW) -> str:
    return await given_code(engine, person, work=given_work(engine, now=at))


async def printed(engine: AsyncEngine, person: UUID, until: date = UNTIL) -> tuple[UUID, str]:
    made = await print_discount_code(given_work(engine), person, Paper(SURNAME, until, "申请书"), keyring=KEYS)
    return made.code_id, made.digits


async def verified(engine: AsyncEngine, clerk: UUID, digits: str, at: datetime = NOW) -> Verified:
    return await verify_discount_code(given_work(engine, clerk_of(clerk), at), digits, keyring=KEYS)


async def redeemed(engine: AsyncEngine, clerk: UUID, digits: str, at: datetime = NOW, order: str = "1") -> Outcome:
    work = given_work(engine, clerk_of(clerk), at)
    return await redeem_discount(work, digits, Sale(order, 10_000), keyring=KEYS)


def another(digits: str) -> str:
    return f"{(int(digits) + 1) % 10**6:06}"


class TestAOneTimeCode:
    async def test_is_good_for_a_minute_and_once_verified_for_a_quarter_of_an_hour(
        self, engine: AsyncEngine, town: Town
    ) -> None:
        digits = await shown(engine, town.veteran)
        found = await verified(engine, town.house, digits, NOW + 59 * SECONDS)
        assert (found.is_eligible, found.surname, found.uses_left) == (True, SURNAME, 2)
        assert (await redeemed(engine, town.house, digits, NOW + 15 * MINUTES)).reason is None
        late = await shown(engine, town.veteran)
        assert not (await verified(engine, town.house, late, NOW + 60 * SECONDS)).is_eligible

    async def test_is_held_no_longer_by_asking_again(self, engine: AsyncEngine, town: Town) -> None:
        digits = await shown(engine, town.veteran)
        for at in (NOW, NOW + 14 * MINUTES):
            assert (await verified(engine, town.house, digits, at)).is_eligible
        assert not (await verified(engine, town.house, digits, NOW + 15 * MINUTES)).is_eligible
        assert (await redeemed(engine, town.house, digits, NOW + 16 * MINUTES)).reason == "code-not-valid"

    async def test_is_one_at_a_time(self, engine: AsyncEngine, town: Town) -> None:
        first, second = await shown(engine, town.veteran), await shown(engine, town.veteran)
        if first != second:
            assert not (await verified(engine, town.house, first)).is_eligible
        assert (await verified(engine, town.house, second)).is_eligible

    async def test_that_one_shop_holds_is_none_elsewhere(self, engine: AsyncEngine, town: Town) -> None:
        digits = await shown(engine, town.wife)
        assert (await verified(engine, town.house, digits)).is_eligible
        assert not (await verified(engine, town.school, digits)).is_eligible
        assert (await redeemed(engine, town.house, digits)).reason is None

    async def test_is_redeemed_once_also_by_two_at_once(self, engine: AsyncEngine, town: Town) -> None:
        digits = await shown(engine, town.veteran)
        outcomes = await asyncio.gather(*(redeemed(engine, town.house, digits, order=order) for order in "123"))
        assert sorted(each.reason or "" for each in outcomes) == ["", "code-used", "code-used"]
        async with engine.connect() as connection:
            count = select(func.count()).select_from(REDEMPTION).where(REDEMPTION.c.state == "redeemed")
            assert await connection.scalar(count) == 1

    async def test_answers_the_same_sale_again_as_before(self, engine: AsyncEngine, town: Town) -> None:
        digits = await shown(engine, town.veteran)
        first = await redeemed(engine, town.house, digits)
        assert await redeemed(engine, town.house, digits) == first
        assert (first.paid_fen, first.saved_fen) == (9_900, 100)
        assert [name for name, _ in await told(engine, "discount-")] == ["discount-redeemed"]

    async def test_is_known_by_nobody_who_reads_the_table(self, engine: AsyncEngine, town: Town) -> None:
        digits = await shown(engine, town.veteran)
        await redeemed(engine, town.house, digits)
        async with engine.connect() as connection:
            [row] = await connection.execute(select(DISCOUNT_CODE))
        assert digits.encode() not in row.digest
        assert row.surname is None

    async def test_is_shown_so_often_an_hour(self, engine: AsyncEngine, town: Town) -> None:
        work = given_work(engine, given_caller())
        for _ in range(MOST_CODES):
            await given_code(engine, town.veteran, work=work)
        with pytest.raises(TooManyCodes):
            await given_code(engine, town.veteran, work=work)

    async def test_is_nobodys_who_is_not_known(self, engine: AsyncEngine, town: Town) -> None:
        with pytest.raises(DiscountHolderUnknown):
            await shown(engine, new_id())

    async def test_is_forgotten_after_an_hour(self, engine: AsyncEngine, town: Town) -> None:
        await shown(engine, town.veteran)
        await shown(engine, town.wife, NOW + timedelta(hours=1, seconds=61))
        async with engine.connect() as connection:
            assert await connection.scalar(select(func.count()).select_from(DISCOUNT_CODE)) == 1


class TestAPrintedCode:
    async def test_is_good_until_the_end_of_its_day_and_once(self, engine: AsyncEngine, town: Town) -> None:
        _, digits = await printed(engine, town.veteran)
        assert len(digits) == 12
        last = datetime.fromisoformat("2026-05-31T23:59:59+08:00")
        assert (await redeemed(engine, town.house, digits, last)).reason is None
        assert (await redeemed(engine, town.house, digits, last, order="2")).reason == "code-used"
        _, late = await printed(engine, town.veteran)
        assert (await redeemed(engine, town.house, late, last + SECONDS)).reason == "code-not-valid"

    async def test_lasts_a_year_at_most(self, engine: AsyncEngine, town: Town) -> None:
        for until in (date(2026, 4, 30), date(2027, 5, 3)):
            with pytest.raises(DiscountCodeInvalid):
                await printed(engine, town.veteran, until)
        await printed(engine, town.veteran, date(2027, 5, 2))

    async def test_that_was_revoked_is_none(self, engine: AsyncEngine, town: Town) -> None:
        code, digits = await printed(engine, town.veteran)
        await revoke_discount_code(given_work(engine), code, reason="遗失")
        assert not (await verified(engine, town.house, digits)).is_eligible
        with pytest.raises(DiscountCodeOver):
            await revoke_discount_code(given_work(engine), code, reason="遗失")

    async def test_goes_with_the_erasure(self, engine: AsyncEngine, town: Town) -> None:
        _, digits = await printed(engine, town.veteran)
        async with engine.begin() as connection:
            assert await forget_codes(connection, [town.veteran, town.wife]) == {town.veteran}
        assert not (await verified(engine, town.house, digits)).is_eligible


class TestWhoAsks:
    async def test_may_err_so_often_an_hour(self, engine: AsyncEngine, town: Town) -> None:
        digits = await shown(engine, town.veteran)
        for _ in range(MOST_MISSES):
            assert not (await verified(engine, town.house, another(digits))).is_eligible
        with pytest.raises(TooManyWrongCodes):
            await verified(engine, town.house, digits)
        with pytest.raises(TooManyWrongCodes):
            await redeemed(engine, town.house, digits)
        assert await told(engine, "discount-") == []
        again = await shown(engine, town.veteran, NOW + timedelta(hours=1))
        assert (await verified(engine, town.house, again, NOW + timedelta(hours=1))).is_eligible

    async def test_errs_by_wrong_codes_to_redeem_too(self, engine: AsyncEngine, town: Town) -> None:
        for _ in range(MOST_MISSES):
            assert (await redeemed(engine, town.house, "000000")).reason == "code-not-valid"
        with pytest.raises(TooManyWrongCodes):
            await redeemed(engine, town.house, "000000")

    async def test_is_a_shops_clerk(self, engine: AsyncEngine, town: Town) -> None:
        digits = await shown(engine, town.veteran)
        with pytest.raises(NotAClerkOfAShop):
            await verified(engine, new_id(), digits)
        await dismiss_clerk(given_work(engine), town.house, reason="离职")
        with pytest.raises(NotAClerkOfAShop):
            await verified(engine, town.house, digits)


class TestALimit:
    async def test_is_kept_and_restored_with_what_is_taken_back(self, engine: AsyncEngine, town: Town) -> None:
        first = await redeemed(engine, town.house, await shown(engine, town.veteran), order="1")
        digits = await shown(engine, town.veteran)
        assert (await verified(engine, town.house, digits)).uses_left == 1
        await redeemed(engine, town.house, digits, order="2")
        third = await shown(engine, town.veteran)
        assert not (await verified(engine, town.house, third)).is_eligible
        assert (await redeemed(engine, town.house, third, order="3")).reason == "limit-reached"
        assert (await redeemed(engine, town.house, await shown(engine, town.wife), order="4")).reason is None
        assert first.redemption_id is not None
        with pytest.raises(RedemptionNotFound):
            await reverse_discount(
                given_work(engine, clerk_of(town.school)), first.redemption_id, reason="mistyped", of_own_shop=True
            )
        await reverse_discount(
            given_work(engine, clerk_of(town.house)), first.redemption_id, reason="mistyped", of_own_shop=True
        )
        with pytest.raises(RedemptionNotStanding):
            await reverse_discount(given_work(engine), first.redemption_id, reason="mistyped")
        again = await redeemed(engine, town.house, await shown(engine, town.veteran), order="1")
        assert again.reason is None
        names = [name for name, _ in await told(engine, "discount-re")]
        assert names == [
            "discount-redeemed", "discount-redeemed", "discount-rejected", "discount-redeemed", "discount-reversed",
            "discount-redeemed",
        ]  # fmt: skip

    async def test_tells_of_orders_by_a_keyed_digest_and_of_old_ones_as_before(
        self, engine: AsyncEngine, town: Town
    ) -> None:
        made = [await redeemed(engine, town.house, await shown(engine, town.veteran), order=each) for each in "12"]
        async with engine.begin() as connection:  # the second was redeemed before there were digests
            found = await connection.execute(select(REDEMPTION.c.order_hash).order_by(REDEMPTION.c.redemption_id))
            plain = found.scalars().all()
            old = update(REDEMPTION).where(REDEMPTION.c.redemption_id == made[1].redemption_id)
            await connection.execute(old.values(order_digest=None))
        for each in made:
            assert each.redemption_id is not None
            await reverse_discount(given_work(engine), each.redemption_id, reason="mistyped")
        hashes = [event["order_hash"] for _, event in await told(engine, "discount-re")]
        assert (hashes[0], hashes[3]) == (hashes[2], plain[1])
        assert len({*hashes, *plain}) == 4

    async def test_of_two_at_once_is_kept(self, engine: AsyncEngine, town: Town) -> None:
        codes = [(await printed(engine, town.veteran))[1] for _ in range(4)]
        outcomes = await asyncio.gather(
            *(redeemed(engine, town.house, code, order=str(place)) for place, code in enumerate(codes))
        )
        assert sorted(each.reason or "" for each in outcomes) == ["", "", "limit-reached", "limit-reached"]


class TestAMergedFile:
    async def test_counts_with_the_one_that_goes_on(self, engine: AsyncEngine, town: Town) -> None:
        survivor = new_id()
        await given_learned(engine, [veteran_registered(survivor)])
        for order, who in (("1", town.veteran), ("2", survivor)):
            assert (await redeemed(engine, town.house, await shown(engine, who), order=order)).reason is None
        paper = (await printed(engine, town.veteran))[1]
        async with engine.begin() as connection:
            await connection.execute(insert(MERGED_VETERAN).values(veteran_id=town.veteran, merged_into=survivor))
        assert (await redeemed(engine, town.house, paper, order="3")).reason == "limit-reached"
        [*_, (_, event)] = await told(engine, "discount-")
        assert event["person_id"] == str(survivor)


class TestTheDead:
    async def test_have_no_discount_and_their_family_for_a_year(self, engine: AsyncEngine, town: Town) -> None:
        codes = {who: (await printed(engine, who))[1] for who in (town.veteran, town.wife)}
        await died(engine, town.veteran, date(2025, 5, 2))
        assert not (await verified(engine, town.house, codes[town.veteran])).is_eligible
        assert (await verified(engine, town.house, codes[town.wife])).is_eligible
        assert not (await verified(engine, town.house, codes[town.wife], NOW + timedelta(days=1))).is_eligible
