"""The fields of a veteran's file, one row each. Forms, templates and import columns follow it.

Left out on purpose: the unit a person served in. Designators may be state secrets (fact 13); the number of
the certificate and the recognised category are enough.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from services.registry.veterans.parameters import codes
from services.registry.veterans.parameters.codes import CodeSet
from shared.events.contract import PiiClass
from shared.language import Text
from shared.workbooks.columns import Kind

OPEN, SENSITIVE, PERSONAL = PiiClass.P1, PiiClass.P3, PiiClass.P4


class Holder(StrEnum):
    """Whose property it is: the person's, also when he or she is no veteran, or the veteran record's."""

    PERSON = "person"
    VETERAN = "veteran"


@dataclass(frozen=True, slots=True)
class Field:
    """One field. P1 is shown to all in scope; P4 is encrypted, shown masked, and in clear for a purpose.

    P3 is shown by whole groups (`parameters/groups.py`), one at a time and for a purpose, and stands in no list.
    """

    name: str
    zh: str
    en: str
    kind: Kind
    holder: Holder
    pii: PiiClass = OPEN
    required: bool = False
    code_set: CodeSet | None = None
    longest: int = 100

    @property
    def called(self) -> Text:
        """What people call it where a name does as well as a code."""
        return Text(self.zh.removesuffix("代码"), self.en)


PERSON, VETERAN = Holder.PERSON, Holder.VETERAN

FIELDS = (
    # identity
    Field("id_number", "身份证号", "identity number (GB 11643)", Kind.IDENTITY_NUMBER, PERSON, PERSONAL, required=True),
    Field("name", "姓名", "name", Kind.PERSON_NAME, PERSON, PERSONAL, required=True, longest=50),
    Field("former_name", "曾用名", "former name", Kind.PERSON_NAME, PERSON, PERSONAL, longest=50),
    Field("sex_code", "性别", "sex as stated", Kind.CODE, PERSON, code_set=codes.SEX),
    Field("birth_on", "出生日期", "date of birth as stated in the file", Kind.DATE, PERSON, PERSONAL),
    Field("ethnicity_code", "民族", "ethnicity", Kind.CODE, PERSON, code_set=codes.ETHNICITY),
    # household
    Field("domicile_code", "户籍地代码", "division of household registration", Kind.DIVISION, PERSON, required=True),
    Field("domicile_address", "户籍地址", "address of domicile", Kind.TEXT, PERSON, PERSONAL, longest=200),
    Field("residence_code", "常住地代码", "division of residence; where empty, the domicile", Kind.DIVISION, PERSON),
    Field("residence_address", "常住地址", "address of residence", Kind.TEXT, PERSON, PERSONAL, longest=200),
    Field("household_code", "户口性质", "kind of household", Kind.CODE, PERSON, code_set=codes.HOUSEHOLD),
    Field("kinship_code", "与户主关系", "relation to the head of household", Kind.CODE, PERSON, code_set=codes.KINSHIP),
    # contact
    Field("mobile", "手机号", "mobile phone", Kind.PHONE, PERSON, PERSONAL),
    Field("other_phone", "其他电话", "other phone", Kind.PHONE, PERSON, PERSONAL),
    Field("guardian_name", "监护人姓名", "guardian's name", Kind.PERSON_NAME, PERSON, PERSONAL, longest=50),
    Field("guardian_phone", "监护人电话", "guardian's phone", Kind.PHONE, PERSON, PERSONAL),
    # social
    Field("political_code", "政治面貌", "political status", Kind.CODE, PERSON, code_set=codes.POLITICAL),
    Field("party_joined_on", "入党日期", "date of joining the Party", Kind.PARTIAL_DATE, PERSON),
    Field("education_code", "学历", "education", Kind.CODE, PERSON, code_set=codes.EDUCATION),
    Field("marital_code", "婚姻状况", "marital status", Kind.CODE, PERSON, code_set=codes.MARITAL),
    Field("health_code", "健康状况", "health", Kind.CODE, PERSON, SENSITIVE, code_set=codes.HEALTH),
    Field("work_ability_code", "劳动能力", "work ability", Kind.CODE, PERSON, SENSITIVE, code_set=codes.WORK_ABILITY),
    Field("self_care_code", "生活自理能力", "self-care", Kind.CODE, PERSON, SENSITIVE, code_set=codes.SELF_CARE),
    Field(
        "disability_grade_code", "残疾等级", "grade of disability", Kind.CODE, PERSON, SENSITIVE,
        code_set=codes.DISABILITY_GRADE,
    ),
    Field(
        "disability_cause_code", "残疾性质", "cause of disability", Kind.CODE, PERSON, SENSITIVE,
        code_set=codes.DISABILITY_CAUSE,
    ),
    Field("support_code", "供养方式", "form of support", Kind.CODE, PERSON, SENSITIVE, code_set=codes.SUPPORT),
    Field("employment_code", "就业状况", "employment", Kind.CODE, PERSON, code_set=codes.EMPLOYMENT),
    Field("employer_name", "工作单位", "employer", Kind.TEXT, PERSON, PERSONAL),
    Field("employer_code", "单位性质", "kind of employer", Kind.CODE, PERSON, code_set=codes.EMPLOYER),
    Field("employer_phone", "单位电话", "employer's phone", Kind.PHONE, PERSON, PERSONAL),
    Field("monthly_income_fen", "月收入(元)", "monthly income in yuan", Kind.MONEY, PERSON, SENSITIVE),
    # security
    Field("medical_insurance_code", "医疗保险", "medical insurance", Kind.CODE, PERSON, code_set=codes.MEDICAL),
    Field("pension_code", "养老保险", "pension insurance", Kind.CODE, PERSON, code_set=codes.PENSION),
    Field("minimum_living_allowance", "低保", "draws the minimum living allowance", Kind.FLAG, PERSON, SENSITIVE),
    Field("extreme_poverty_support", "特困供养", "support in extreme poverty", Kind.FLAG, PERSON, SENSITIVE),
    Field("housing_code", "住房情况", "housing", Kind.CODE, PERSON, SENSITIVE, code_set=codes.HOUSING),
    # payment
    Field("bank_name", "开户银行", "bank", Kind.TEXT, PERSON, PERSONAL),
    Field("bank_account_name", "银行户名", "name on the bank account", Kind.PERSON_NAME, PERSON, PERSONAL, longest=50),
    Field("bank_account", "银行账号", "bank account", Kind.ACCOUNT, PERSON, PERSONAL),
    # service
    Field("enlisted_on", "入伍日期", "date of enlistment", Kind.PARTIAL_DATE, VETERAN),
    Field("enlisted_from_code", "入伍地代码", "division enlisted from", Kind.DIVISION, VETERAN),
    Field("conscript_from", "义务兵起始日期", "start of compulsory service", Kind.PARTIAL_DATE, VETERAN),
    Field("conscript_to", "义务兵结束日期", "end of compulsory service", Kind.PARTIAL_DATE, VETERAN),
    Field("discharged_on", "退役日期", "date of discharge", Kind.PARTIAL_DATE, VETERAN),
    Field(
        "discharge_household_code", "退役时户口性质", "kind of household at discharge", Kind.CODE, VETERAN,
        code_set=codes.HOUSEHOLD,
    ),
    Field("arm_code", "军种", "arm of service", Kind.CODE, VETERAN, code_set=codes.ARM),
    Field("rank_code", "退役军衔", "rank at discharge", Kind.CODE, VETERAN, code_set=codes.RANK),
    Field("discharge_certificate", "退役证件号", "number of the discharge certificate", Kind.TEXT, VETERAN, PERSONAL),
    Field("placement_code", "安置方式", "placement", Kind.CODE, VETERAN, code_set=codes.PLACEMENT),
    Field("reported_in_on", "报到日期", "date of reporting in", Kind.DATE, VETERAN),
    Field("merits", "立功受奖", "merits", Kind.TEXT, VETERAN, PERSONAL, longest=500),
    # recognition: a claim as received; recognising one needs evidence, three opinions and a clause (R5)
    Field("category_codes", "类别", "categories claimed", Kind.CODES, VETERAN, SENSITIVE, code_set=codes.CATEGORY),
    # registration
    Field("org_code", "服务室代码", "responsible room or station", Kind.ORG, VETERAN, required=True),
    Field("registered_on", "登记日期", "date of registration; where empty, today", Kind.DATE, VETERAN),
    Field("synthetic", "合成数据", "an invented person, for demonstrations", Kind.FLAG, VETERAN),
)  # fmt: skip

FIELD: Mapping[str, Field] = {field.name: field for field in FIELDS}
SEALED = tuple(field for field in FIELDS if field.pii is PERSONAL)
# Besides number, name and date of birth: what two files of one person have alike (duplicates).
COMPARED = frozenset({"former_name", "enlisted_on", "discharged_on", "discharge_certificate"})
