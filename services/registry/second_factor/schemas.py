"""What the API takes and says about second factors."""

from pydantic import BaseModel, Field, SecretStr

from shared.http.validation import RequestBody


class EnrolmentForm(RequestBody):
    """Whose authenticator it is to be."""

    current_password: SecretStr | None = Field(
        None, max_length=256, description="needed in a session; not for a token that is good for the enrolment alone"
    )


class CodeForm(RequestBody):
    """A code of the authenticator."""

    code: str = Field(min_length=1, max_length=32, description="six digits; in place of them a recovery code")


class EnrolmentView(BaseModel):
    """What an authenticator app is given. Shown this once."""

    secret: str = Field(description="base 32, to be typed")
    uri: str = Field(description="`otpauth:…`, to be read as a picture")


class RecoveryCodesView(BaseModel):
    """Each works once, in place of a code of the authenticator. Shown this once."""

    recovery_codes: list[str]
