"""What can be done with categories.

applying   evidence is handed in, and anew; given up
deciding   a level says what it thinks; the last one recognises
changing   what was recognised is suspended, resumed, stopped, cancelled, restored, corrected
own        somebody applies with his own account, and gives that up
opening    who sees which category it is, is recorded
"""

from services.registry.categories.commands.applying import apply_for_category, withdraw_category_application
from services.registry.categories.commands.changing import change_category, correct_category
from services.registry.categories.commands.deciding import give_category_opinion
from services.registry.categories.commands.forgetting import cancel_categories, forget_categories
from services.registry.categories.commands.opening import open_category
from services.registry.categories.commands.own import apply_for_own_category, withdraw_own_category_application

__all__ = [
    "apply_for_category",
    "withdraw_category_application",
    "apply_for_own_category",
    "withdraw_own_category_application",
    "give_category_opinion",
    "change_category",
    "correct_category",
    "open_category",
    "cancel_categories",
    "forget_categories",
]
