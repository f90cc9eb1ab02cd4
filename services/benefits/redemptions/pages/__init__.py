"""Discounts in a browser: one's own code, what a merchant's clerk asks, what the centre does.

- `own`    the code on one's own telephone
- `shop`   six digits, yes or no, the sale
- `centre` printed codes, merchants' clerks, what was redeemed
"""

from services.benefits.redemptions.pages import centre, own, shop
from shared.web.page import page_router

router = page_router()
for each in (own, shop, centre):
    router.include_router(each.router)
