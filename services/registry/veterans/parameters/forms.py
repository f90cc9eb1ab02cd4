"""The parts of the form by which a person is registered at the counter, and the fields in them."""

from collections.abc import Mapping
from dataclasses import dataclass

from services.registry.veterans.parameters.fields import FIELD, Field
from shared.language import Text


@dataclass(frozen=True, slots=True)
class Part:
    """A heading and the fields below it."""

    title: Text
    fields: tuple[Field, ...]


_PARTS: Mapping[Text, str] = {
    Text("身份", "Identity"): "name id_number former_name ethnicity_code",
    Text("登记", "Registration"): "org_code registered_on synthetic",
    Text("户籍与住址", "Domicile and residence"): (
        "domicile_code domicile_address residence_code residence_address household_code kinship_code"
    ),
    Text("联系方式", "Contact"): "mobile other_phone guardian_name guardian_phone",
    Text("服役", "Service"): (
        "enlisted_on enlisted_from_code conscript_from conscript_to discharged_on"
        " discharge_household_code arm_code rank_code discharge_certificate placement_code reported_in_on merits"
        " category_codes"
    ),
    Text("社会情况", "Social"): (
        "political_code party_joined_on education_code marital_code employment_code employer_name employer_code"
        " employer_phone medical_insurance_code pension_code"
    ),
    Text("健康与困难", "Health and hardship"): (
        "health_code work_ability_code self_care_code disability_grade_code disability_cause_code support_code"
        " minimum_living_allowance extreme_poverty_support housing_code"
    ),
    Text("银行账户", "Bank account"): "bank_name bank_account_name bank_account",
}
PARTS = tuple(Part(title, tuple(FIELD[name] for name in names.split())) for title, names in _PARTS.items())
