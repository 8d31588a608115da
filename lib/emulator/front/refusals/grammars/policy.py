"""The grammar of policies, in the words in which IAM refuses what breaks it.

AWS IAM User Guide, Grammar of the IAM JSON policy language (reference_policies_grammar) and IAM JSON policy elements:
Condition operators (reference_policies_elements_condition_operators), read on 2026-11-27.
"""
import json
import re

_SYNTAX = "Syntax errors in policy."
_TOP = {"Version", "Id", "Statement"}
_ELEMENTS = {
    *("Sid", "Effect", "Principal", "NotPrincipal"),
    *("Action", "NotAction", "Resource", "NotResource", "Condition"),
}
_COMPARISONS = (
    "StringEquals StringNotEquals StringEqualsIgnoreCase StringNotEqualsIgnoreCase StringLike StringNotLike "
    "NumericEquals NumericNotEquals NumericLessThan NumericLessThanEquals NumericGreaterThan NumericGreaterThanEquals "
    "DateEquals DateNotEquals DateLessThan DateLessThanEquals DateGreaterThan DateGreaterThanEquals "
    "Bool BinaryEquals IpAddress NotIpAddress ArnEquals ArnNotEquals ArnLike ArnNotLike"
).lower().split()
_OPERATOR = re.compile(rf"(?:for(?:all|any)values?:)?(?:(?:{'|'.join(_COMPARISONS)})(?:ifexists)?|null)", re.IGNORECASE)
# A key of a condition: its service, and a name that may hold slashes and variables.
_KEY = re.compile(r"[\w-]+:.+")
_ARN = re.compile(r"arn:[^:]+:[^:]+:.+", re.DOTALL)


def _each(value) -> list | None:
    """The values of an element that takes one or several; None where it holds anything but text."""
    values = value if isinstance(value, list) else [value]
    return values if values and all(isinstance(one, str) for one in values) else None


def _action_error(action: str) -> str | None:
    if action == "*":
        return None
    if ":" not in action:
        return "Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc."
    vendor, _, name = action.partition(":")
    if ":" in name:
        return "Actions/Condition can contain only one colon."
    if not re.fullmatch(r"[A-Za-z0-9-]+", vendor):
        return f"Vendor {vendor} is not valid"
    return None if re.fullmatch(r"[\w*?-]+", name) else _SYNTAX


def _resource_error(resource: str) -> str | None:
    if resource == "*":
        return None
    if not _ARN.fullmatch(resource):
        return f'Resource {resource} must be in ARN format or "*".'
    if re.search(r"[*?]", resource.split(":")[2]):
        return "Resource vendor must be fully qualified and cannot contain regexes."
    return None


def _condition_error(condition) -> str | None:
    if not isinstance(condition, dict):
        return _SYNTAX
    for operator, keys in condition.items():
        if not isinstance(keys, dict):
            return _SYNTAX
        if not _OPERATOR.fullmatch(operator):
            return f"Invalid Condition type : {operator}."
        for key, value in keys.items():
            if not _KEY.fullmatch(key):
                return "Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc."
            if not all(isinstance(one, (str, int, float)) for one in (value if isinstance(value, list) else [value])):
                return _SYNTAX
    return None


def _pair_error(statement: dict, name: str, check, missing: str) -> str | None:
    """Of `Action` and `NotAction`, or `Resource` and `NotResource`, there is just one."""
    given = [element for element in (name, f"Not{name}") if element in statement]
    if len(given) != 1:
        return _SYNTAX if given else missing
    values = _each(statement[given[0]])
    if values is None:
        return _SYNTAX if statement[given[0]] != [] else missing
    return next((error for error in map(check, values) if error), None)


def statement_error(statement, principal: bool, resource: bool) -> str | None:
    """What is wrong with one statement; `principal` and `resource` say whether its kind of policy has them."""
    if not isinstance(statement, dict) or statement.keys() - _ELEMENTS:
        return _SYNTAX
    if statement.get("Effect") not in ("Allow", "Deny") or not isinstance(statement.get("Sid", ""), str):
        return _SYNTAX
    named = statement.keys() & {"Principal", "NotPrincipal"}
    if named and not principal:
        return "Policy document should not specify a principal."
    if principal and len(named) != 1:
        return _SYNTAX if named else "Missing required field Principal"
    if not resource and statement.keys() & {"Resource", "NotResource"}:
        return "Has prohibited field Resource"
    if not re.fullmatch(r"[0-9A-Za-z]*", statement.get("Sid", "")) and not principal:
        return (
            "Statement IDs (SID) must be alpha-numeric. Check that your input satisfies the regular expression [0-9A-Za-z]*"
        )
    return (
        _pair_error(statement, "Action", _action_error, "Policy statement must contain actions.")
        or (resource and _pair_error(statement, "Resource", _resource_error, "Policy statement must contain resources."))
        or _condition_error(statement.get("Condition", {}))
    )


def policy_error(text, principal: bool = False, resource: bool = True) -> str | None:
    """What is wrong with a policy, in IAM's words; None where nothing is.

    `principal` is for policies of resources, which name whom they let in; `resource` is false for a role's trust.
    """
    try:
        policy = json.loads(text)
    except (TypeError, ValueError):
        return _SYNTAX
    if not isinstance(policy, dict) or policy.keys() - _TOP:
        return _SYNTAX
    if policy.get("Version", "2008-10-17") not in ("2008-10-17", "2012-10-17"):
        return "The policy must contain a valid version string."
    statements = policy.get("Statement")
    statements = statements if isinstance(statements, list) else [statements]
    if not statements:
        return _SYNTAX
    for statement in statements:
        if error := statement_error(statement, principal, resource):
            return error
    named = [statement["Sid"] for statement in statements if statement.get("Sid")]
    if len(named) != len(set(named)):
        return "Statement IDs (SID) in a single policy must be unique."
    return None
