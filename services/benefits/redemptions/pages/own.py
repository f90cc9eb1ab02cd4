"""One's own code, large, on a telephone."""

import segno
from starlette.responses import Response

from services.benefits import dependencies as asked
from services.benefits.redemptions.commands import show_discount_code
from services.benefits.redemptions.domain import DiscountHolderUnknown
from shared.web.forms import Form
from shared.web.page import Viewing, page_router
from shared.web.sent import Pressed, Sent

router = page_router()

AT = "/benefits/mine/code"


@router.get(AT)
async def show_own(_reading: asked.OwnCodeReading, view: Viewing) -> Response:
    """What it is for, and the button that makes one."""
    return view.show("own-code.html", form=Form(), shown=None)


@router.post(AT)
async def make_own(
    work: asked.OwnCodeShower, own: asked.OwnFileForCode, keyring: asked.Keys, sent: Sent[Pressed]
) -> Response:
    """A code for a minute, shown this once."""
    async with sent.answering("own-code.html", shown=None):
        if own.surname is None:
            raise DiscountHolderUnknown
        shown = await show_discount_code(work, own.person_id, surname=own.surname, keyring=keyring)
    picture = segno.make_qr(shown.digits).svg_data_uri(scale=6, light="#fff")
    return sent.view.show("own-code.html", form=Form(), shown=shown, picture=picture)
