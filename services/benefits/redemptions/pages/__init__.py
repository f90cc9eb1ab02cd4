"""Discounts in a browser: one's own code, what a merchant's clerk asks, what the centre does.

- `own`    the code on one's own telephone
- `shop`   six digits, yes or no, the sale
- `centre` printed codes, merchants' clerks, what was redeemed
"""

from services.benefits.redemptions.pages import centre, own, shop
from shared.http.router import joined

router = joined(own.router, shop.router, centre.router)
