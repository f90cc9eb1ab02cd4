"""Numbers that an office gives to its own things: to plaques, record books, decisions, members of its staff."""

import pytest

from shared.auth.roles import Role
from tests.registry.books.given import BODIES
from tests.registry.conftest import ClientFor
from tests.registry.persons import given_number

NUMBER = given_number(1)


class TestANumber:
    @pytest.mark.parametrize(
        ("book", "field"),
        [("staff-posts", "staff_number"), ("plaques", "serial"), ("record-books", "serial"),
         ("meeting-decisions", "number")],
    )  # fmt: skip
    @pytest.mark.parametrize("number", [NUMBER, f"XY{NUMBER}", "138-1234-5678", "411329-19800101-123X"])
    async def test_is_no_persons(self, client_for: ClientFor, book: str, field: str, number: str) -> None:
        """It goes over the bus, to systems of others as well."""
        centre = await client_for(Role.CENTRE_STAFF)
        refused = await centre.post(f"/{book}", json={**BODIES[book], field: number})
        assert (field, "wrong-form") in {(each["field"], each["code"]) for each in refused.json()["fields"]}

    async def test_may_have_the_code_of_a_unit_in_it(self, client_for: ClientFor) -> None:
        """Refused is what else is wrong: there is no such unit yet."""
        centre = await client_for(Role.CENTRE_STAFF)
        for serial in ("411329104-0012", "411329104210-001"):
            refused = await centre.post("/plaques", json={**BODIES["plaques"], "serial": serial})
            assert refused.json()["code"] == "org-unit-not-found"
