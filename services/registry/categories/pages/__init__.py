"""Categories in a browser: what waits for one and how it stands; what is said and decided; what
somebody applies for himself."""

from services.registry.categories.pages import deciding, own, showing
from shared.http.router import joined

router = joined(showing.router, deciding.router, own.router)
