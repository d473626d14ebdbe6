"""The closed lists of the registry. A member's value is stored for ever; its Arabic and English labels are in texts."""

from __future__ import annotations

from enum import StrEnum


class Role(StrEnum):
    CASEWORKER = "caseworker"
    VOLUNTEER = "volunteer"
    PROGRAMME_MANAGER = "programme_manager"
    REVIEWER = "reviewer"
    DATA_OFFICER = "data_officer"
    ANALYST = "analyst"
    AGGREGATE_ONLY = "aggregate_only"
    AUDITOR = "auditor"
    SECURITY_OFFICER = "security_officer"
    PARTNER_SYSTEM = "partner_system"
    SYSTEM = "system"


class Purpose(StrEnum):
    REGISTRATION = "registration"
    CORRECTION = "correction"
    ELIGIBILITY = "eligibility"
    PLANNING = "planning"
    DELIVERY = "delivery"
    REFERRAL = "referral"
    DEDUPLICATION = "deduplication"
    FOLLOW_UP = "follow_up"
    PROTECTION = "protection"
    STATISTICS = "statistics"
    AUDIT = "audit"
    DATA_SUBJECT = "data_subject"
    ERASURE = "erasure"
    MAINTENANCE = "maintenance"


class Channel(StrEnum):
    PAPER = "paper"
    FILE = "file"
    API = "api"
    CONSOLE = "console"
    PHONE = "phone"
    HOME_VISIT = "home_visit"
    PARTNER_SYSTEM = "partner_system"


class FieldGroup(StrEnum):
    """The groups of personal fields by name, as agreements and policy speak of them."""

    IDENTITY = "identity"
    CONTACT = "contact"
    SENSITIVE = "sensitive"
    STATISTICS = "statistics"


class Level(StrEnum):
    """How far a field group is opened, from nothing to everything."""

    WITHHELD = "withheld"
    MASKED = "masked"
    CLEAR = "clear"


class OrganisationKind(StrEnum):
    MINISTRY = "ministry"
    ASSOCIATION = "association"
    PRIVATE_DONOR = "private_donor"
    SERVICE_CENTRE = "service_centre"
    UMBRELLA = "umbrella"
    UN_BODY = "un_body"
    DEPARTMENT = "department"


class Sees(StrEnum):
    """How much an agreement shows a party: what the others hold, or totals and no record at all."""

    RECORDS = "records"
    TOTALS = "totals"


class LegalBasis(StrEnum):
    """On what ground a partner shares what it holds; under `consent`, *not asked* is not shared."""

    CONSENT = "consent"
    PUBLIC_TASK = "public_task"
    VITAL_INTEREST = "vital_interest"


class ConsentState(StrEnum):
    NOT_ASKED = "not_asked"
    GIVEN = "given"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


class ConsentPurpose(StrEnum):
    """What a household is asked to agree to."""

    SHARING = "sharing"
    REFERRAL = "referral"
    STATISTICS = "statistics"


class Sex(StrEnum):
    FEMALE = "female"
    MALE = "male"
    UNKNOWN = "unknown"


class Relation(StrEnum):
    """A member's relation to the head, as a class that is safe in clear."""

    HEAD = "head"
    SPOUSE = "spouse"
    CHILD = "child"
    OTHER = "other"


class NationalityGroup(StrEnum):
    NATIONAL = "national"
    NON_NATIONAL = "non_national"
    UNKNOWN = "unknown"


class Criterion(StrEnum):
    """Why a household is thought to need help. Sensitive: sealed wherever it stands."""

    FEMALE_HEAD = "female_head"
    ORPHAN = "orphan"
    OLDER_PERSON_ALONE = "older_person_alone"
    OLDER_PERSON = "older_person"
    DISABILITY = "disability"
    CHRONIC_ILLNESS = "chronic_illness"
    UNEMPLOYED_HEAD = "unemployed_head"
    SEASONAL_WORKER = "seasonal_worker"
    NO_SHELTER = "no_shelter"
    DEBT = "debt"
    SCHOOL_DROP_OUT = "school_drop_out"
    CHILD_MARRIAGE_RISK = "child_marriage_risk"
    VIOLENCE = "violence"
    SHOCK = "shock"


class CriterionClass(StrEnum):
    """What totals keep of criteria after an erasure: coarse, and nothing of violence or child marriage."""

    FEMALE_HEAD = "female_head"
    ORPHAN = "orphan"
    OLDER_PERSON = "older_person"
    HEALTH = "health"
    LIVELIHOOD = "livelihood"
    SHELTER = "shelter"
    EDUCATION = "education"
    SHOCK = "shock"


class BenefitFamily(StrEnum):
    """What overlaps with what: a tree, see `registry.domain.families`."""

    FOOD = "food"
    FOOD_BASKET = "food_basket"
    COOKED_MEAL = "cooked_meal"
    INFANT_FOOD = "infant_food"
    CASH = "cash"
    REGULAR_CASH = "regular_cash"
    PENSION = "pension"
    EMERGENCY_CASH = "emergency_cash"
    ORPHAN_SPONSORSHIP = "orphan_sponsorship"
    SHELTER = "shelter"
    RENT = "rent"
    HOUSE_REPAIR = "house_repair"
    HOUSEHOLD_ITEMS = "household_items"
    HYGIENE_KIT = "hygiene_kit"
    WINTER_KIT = "winter_kit"
    SCHOOL = "school"
    SCHOOL_SUPPLIES = "school_supplies"
    SCHOOL_FEES = "school_fees"
    SCHOLARSHIP = "scholarship"
    HEALTH = "health"
    TREATMENT = "treatment"
    ASSISTIVE_DEVICE = "assistive_device"
    HEALTH_EDUCATION = "health_education"
    LIVELIHOOD = "livelihood"
    VOCATIONAL_TRAINING = "vocational_training"
    SMALL_LOAN = "small_loan"
    PSYCHOSOCIAL = "psychosocial"
    FAMILY_COUNSELLING = "family_counselling"
    PROTECTION = "protection"
    SAFE_SHELTER = "safe_shelter"
    CHILD_PROTECTION = "child_protection"
    LEGAL = "legal"
    AWARENESS = "awareness"
    OTHER = "other"


class BenefitKind(StrEnum):
    CASH = "cash"
    IN_KIND = "in_kind"
    VOUCHER = "voucher"
    SERVICE = "service"
    COUNSELLING = "counselling"
    CREDIT = "credit"
    TRAINING = "training"
    AWARENESS = "awareness"
    FEE_WAIVER = "fee_waiver"


class Unit(StrEnum):
    BASKET = "basket"
    PARCEL = "parcel"
    PIECE = "piece"
    KIT = "kit"
    PAYMENT = "payment"
    VOUCHER = "voucher"
    SESSION = "session"
    VISIT = "visit"
    SERVICE = "service"


class Cycle(StrEnum):
    ONCE = "once"
    WEEKLY = "weekly"
    MONTHLY = "monthly"
    QUARTERLY = "quarterly"
    YEARLY = "yearly"
    ON_DEMAND = "on_demand"


class CountsAs(StrEnum):
    """The three counts that are never mixed."""

    PERSON = "person"
    VISIT = "visit"
    SERVICE = "service"


class Claim(StrEnum):
    """Who says so. Only a partner's own record counts as reached."""

    OWN_RECORD = "own_record"
    REPORTED_BY_HOUSEHOLD = "reported_by_household"
    REPORTED_BY_PARTNER = "reported_by_partner"


class MoneySource(StrEnum):
    STATE_BUDGET = "state_budget"
    DONATIONS = "donations"
    ZAKAT = "zakat"
    WAQF = "waqf"
    PRIVATE_SECTOR = "private_sector"
    UN_AGENCY = "un_agency"
    UNKNOWN = "unknown"


class FundReversalReason(StrEnum):
    """Why an entry in the book of a fund is taken back."""

    RECORDED_TWICE = "recorded_twice"
    RECORDED_IN_ERROR = "recorded_in_error"
    WRONG_AMOUNT = "wrong_amount"
    RETURNED = "returned"


class HoldReason(StrEnum):
    SUBMISSION_ON_HOLD = "submission_on_hold"
    SUBMISSION_NOT_APPROVED = "submission_not_approved"
    UNDER_REVIEW = "under_review"


class RegistrationWarning(StrEnum):
    """Odd but accepted. A warning may tell what is sensitive, so it is sealed beside what it is about."""

    FEMALE_HEAD_IS_MALE = "female_head_is_male"
    IDENTITY_NUMBER_INVALID = "identity_number_invalid"
    IDENTITY_NUMBER_DISAGREES = "identity_number_disagrees"
    PHONE_INVALID = "phone_invalid"
    BIRTH_DATE_UNREADABLE = "birth_date_unreadable"
    PLACE_UNKNOWN = "place_unknown"
    SIZE_BELOW_MEMBERS = "size_below_members"
    NO_PARTNER_REFERENCE = "no_partner_reference"
