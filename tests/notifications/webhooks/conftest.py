"""A receiver on this machine, and who certifies it."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from deploy.embedded.certificates import Authority
from tests.notifications.webhooks.given import Receiver, authority_in, receiving


@pytest.fixture
def authority(tmp_path: Path) -> Authority:
    return authority_in(tmp_path / "authority")


@pytest.fixture
async def receiver(authority: Authority) -> AsyncIterator[Receiver]:
    async with receiving(authority) as made:
        yield made
