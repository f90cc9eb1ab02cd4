"""Templates as the API shows them."""

from typing import Annotated, Self

from pydantic import BaseModel, Field

from services.notifications.templates.parameters import Template


class PurposeView(BaseModel):
    """Why people are told, and by which law they may be."""

    code: str
    zh: str
    en: str
    legal_basis_zh: str
    legal_basis_en: str


class TemplateView(BaseModel):
    """A text with its placeholders unfilled."""

    code: str
    channel: str
    text: Annotated[str, Field(description="{signature} is the county's own; the rest stands in `placeholders`")]
    placeholders: list[str]
    purpose: PurposeView

    @classmethod
    def of(cls, template: Template) -> Self:
        """The template as staff see it."""
        purpose = template.purpose
        return cls(
            code=template.code,
            channel=template.channel,
            text=template.text,
            placeholders=sorted(template.placeholders),
            purpose=PurposeView(
                code=purpose.code,
                zh=purpose.zh,
                en=purpose.en,
                legal_basis_zh=purpose.legal_basis.zh,
                legal_basis_en=purpose.legal_basis.en,
            ),
        )
