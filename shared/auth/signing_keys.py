"""The keys that tokens are signed with: one signs, others hold beside it while one is replaced."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Self

from shared.auth.keys import VerificationKey, usable_keys
from shared.auth.signing import SigningKey
from shared.followed import Followed

# Until then a token may hold: so long the key is published that signed it.
TOKEN_SECONDS = 900


class SigningKeys:
    """The first signs; the tokens of all of them hold. `renewed` as of `Followed`."""

    def __init__(
        self, keys: Sequence[SigningKey], renewed: Callable[[], Sequence[SigningKey] | None] = lambda: None
    ) -> None:
        def signers() -> _Signers | None:
            replaced = renewed()
            return _Signers.of(replaced) if replaced is not None else None

        self._followed = Followed(_Signers.of(keys), signers)

    @property
    def current(self) -> SigningKey:
        """The one that signs."""
        return self._followed.get().first

    @property
    def verifying(self) -> Mapping[str, VerificationKey]:
        """What tokens are checked with, by key id."""
        return self._followed.get().verifying

    def public_keys(self) -> dict[str, list[dict[str, Any]]]:
        """The JWK set to be published (RFC 7517)."""
        return {"keys": self._followed.get().public}


@dataclass(frozen=True)
class _Signers:
    first: SigningKey
    public: list[dict[str, Any]]
    verifying: Mapping[str, VerificationKey]

    @classmethod
    def of(cls, keys: Sequence[SigningKey]) -> Self:
        public = [key.public for key in keys]
        return cls(keys[0], public, usable_keys(public))
