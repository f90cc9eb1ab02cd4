"""The consumer: each event once in effect, whatever repeats, comes late or crashes."""


from shared.ids import new_id
from tests.shared.inbox.given import AccountOpened, AmountAdded, Bank


class TestTheConsumer:
    async def test_applies_each_event_once(self, bank: Bank) -> None:
        accounts = [await bank.open_account(1, 2, 3) for _ in range(5)]
        await bank.consume()
        assert [await bank.balance(account) for account in accounts] == [(6, 3)] * 5
        assert await bank.version(accounts[0]) == 4

    async def test_drops_repeats_wherever_they_stand_in_the_log(self, bank: Bank) -> None:
        account = new_id()
        opened, added = AccountOpened(account_id=account), AmountAdded(account_id=account, amount=5)
        first, second = await bank.send(opened, 1), await bank.send(added, 2)
        await bank.resend(second, added)
        await bank.resend(first, opened)
        await bank.consume()
        await bank.resend(second, added)
        await bank.consume()
        assert await bank.balance(account) == (5, 1)
        assert await bank.parked() == []
