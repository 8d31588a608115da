"""What IAM refuses of policies, roles and their attachments, beside what its API model says."""
import json
import re

from ministack.core.responses import get_account_id
from ministack.services import iam

from ..grammars.policy import policy_error
from ..refusal import Limit, Refusal

_QUOTAS = "AWS IAM User Guide, IAM and AWS STS quotas (reference_iam-quotas)"
# Characters, white space not counted; of inline policies all of one holder's together.
INLINE = {"Role": Limit(10_240, _QUOTAS), "User": Limit(2_048, _QUOTAS), "Group": Limit(5_120, _QUOTAS)}
MANAGED = Limit(6_144, _QUOTAS)
TRUST = Limit(2_048, _QUOTAS)
ATTACHED = Limit(10, _QUOTAS)

_SERVICE = re.compile(r"[\w.-]+\.amazonaws\.com(\.cn)?")


def _malformed(message: str) -> Refusal:
    return Refusal("MalformedPolicyDocument", message)


def _too_much(message: str) -> Refusal:
    return Refusal("LimitExceeded", message, 409)


def _length(document) -> int:
    return len(re.sub(r"\s", "", document if isinstance(document, str) else json.dumps(document)))


def _check_document(document: str) -> None:
    if error := policy_error(document):
        raise _malformed(error)


def _check_inline(kind: str, holders, inline: dict, params: dict) -> None:
    """`inline` are the policies that the holder has so far, by name."""
    name = params[f"{kind}Name"]
    # Who is not there is named first, which the emulator does.
    if name not in holders:
        return
    _check_document(params["PolicyDocument"])
    together = {**inline, params["PolicyName"]: params["PolicyDocument"]}
    if sum(map(_length, together.values())) > INLINE[kind].value:
        raise _too_much(f"Maximum policy size of {INLINE[kind].value} bytes exceeded for {kind.lower()} {name}")


def check_role_policy(params: dict) -> None:
    role = iam._roles.get(params["RoleName"]) or {}
    _check_inline("Role", iam._roles, role.get("InlinePolicies") or {}, params)


def check_user_policy(params: dict) -> None:
    _check_inline("User", iam._users, iam._user_inline_policies.get(params["UserName"]) or {}, params)


def check_group_policy(params: dict) -> None:
    _check_inline("Group", iam._groups, iam._group_inline_policies.get(params["GroupName"]) or {}, params)


def check_managed_policy(params: dict) -> None:
    _check_document(params["PolicyDocument"])
    if _length(params["PolicyDocument"]) > MANAGED.value:
        raise _too_much(f"Cannot exceed quota for PolicySize: {MANAGED.value}")


def _is_there(arn: str) -> bool:
    """Whether a role or user of this account exists; other accounts are taken at their word."""
    kind, _, name = arn.split(":")[-1].partition("/")
    holders = {"role": iam._roles, "user": iam._users}.get(kind) if f"::{get_account_id()}:" in arn else None
    return holders is None or name.rpartition("/")[2] in holders


def _principal_error(principal) -> str | None:
    if principal == "*":
        return None
    if not isinstance(principal, dict) or principal.keys() - {"AWS", "Service", "Federated", "CanonicalUser"}:
        return "Syntax errors in policy."
    for kind, value in principal.items():
        for one in value if isinstance(value, list) else [value]:
            known = {
                "Service": lambda name: bool(_SERVICE.fullmatch(name)),
                "AWS": lambda name: name == "*"
                or bool(re.fullmatch(r"\d{12}|arn:aws[a-z-]*:(iam|sts)::\d{12}:.+", name)) and _is_there(name),
            }.get(kind, lambda _: True)
            if not isinstance(one, str) or not known(one):
                return f'Invalid principal in policy: "{kind.upper()}":"{one}"'
    return None


def _check_trust(document: str) -> None:
    if error := policy_error(document, principal=True, resource=False):
        raise _malformed(error)
    statements = json.loads(document)["Statement"]
    for statement in statements if isinstance(statements, list) else [statements]:
        if error := _principal_error(statement.get("Principal", "*")):
            raise _malformed(error)
        actions = statement.get("Action", [])
        for action in actions if isinstance(actions, list) else [actions]:
            if not action.lower().startswith("sts:"):
                raise _malformed("AssumeRole policy may only specify STS AssumeRole actions.")
    if _length(document) > TRUST.value:
        raise _too_much(f"Cannot exceed quota for ACLSizePerRole: {TRUST.value}")


def check_new_role(params: dict) -> None:
    _check_trust(params["AssumeRolePolicyDocument"])


def check_trust(params: dict) -> None:
    if params["RoleName"] in iam._roles:
        _check_trust(params["PolicyDocument"])


def check_attachment(params: dict) -> None:
    role = iam._roles.get(params["RoleName"])
    attached = (role or {}).get("AttachedPolicies") or []
    if params["PolicyArn"] not in attached and len(attached) >= ATTACHED.value:
        raise _too_much(f"Cannot exceed quota for PoliciesPerRole: {ATTACHED.value}")
