"""What Lambda refuses of functions, aliases and permissions, beside what its API model says."""
import json
import re

from ministack.services import iam, lambda_svc, sqs

from held_calls import allowed

from ..call import model_of
from ..refusal import Limit, Refusal

_QUOTAS = "AWS Lambda Developer Guide, Lambda quotas (gettingstarted-limits)"
TIMEOUT = Limit(900, _QUOTAS)
MEMORY = Limit(10_240, _QUOTAS)
STORAGE = Limit(10_240, _QUOTAS)
ENVIRONMENT_BYTES = Limit(4_096, _QUOTAS)
EXECUTIONS = Limit(1_000, _QUOTAS)
UNRESERVED = Limit(100, "AWS Lambda Developer Guide, Configuring reserved concurrency (configuration-concurrency)")
EXTRA_VERSIONS = Limit(1, "AWS Lambda API Reference, AliasRoutingConfiguration")

BOUNDS = {
    # The model's are those of Lambda Managed Instances, which no project uses.
    "Timeout": {"max": TIMEOUT.value},
    "MemorySize": {"max": MEMORY.value},
    "EphemeralStorageSize": {"max": STORAGE.value},
    # Checked below: Lambda has an error of its own for it.
    "Runtime": {"enum": None},
}

# AWS Lambda Developer Guide, Working with Lambda environment variables (configuration-envvars), 2026-11-27.
_RESERVED_NAMES = frozenset(
    "_HANDLER _X_AMZN_TRACE_ID AWS_DEFAULT_REGION AWS_REGION AWS_EXECUTION_ENV AWS_LAMBDA_FUNCTION_NAME "
    "AWS_LAMBDA_FUNCTION_MEMORY_SIZE AWS_LAMBDA_FUNCTION_VERSION AWS_LAMBDA_INITIALIZATION_TYPE "
    "AWS_LAMBDA_LOG_GROUP_NAME AWS_LAMBDA_LOG_STREAM_NAME AWS_ACCESS_KEY AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY "
    "AWS_SESSION_TOKEN AWS_LAMBDA_RUNTIME_API LAMBDA_TASK_ROOT LAMBDA_RUNTIME_DIR".split()
)
# What it takes to hand on what could not be processed.
_DEAD_LETTERS = {"sqs": "SendMessage", "sns": "Publish"}
_PRINCIPAL = re.compile(r"\*|\d{12}|[a-z0-9.-]+\.amazonaws\.com|arn:aws[a-z-]*:(iam|sts)::(\d{12}|cloudfront):.+")


def _invalid(message: str) -> Refusal:
    return Refusal("InvalidParameterValueException", message)


def _check_environment(params: dict) -> None:
    variables = (params.get("Environment") or {}).get("Variables") or {}
    reserved = sorted(_RESERVED_NAMES & variables.keys())
    cannot = "Lambda was unable to configure your environment variables because the environment variables you have provided"
    if reserved:
        raise _invalid(
            f"{cannot} contains reserved keys that are currently not supported for modification. "
            f"Reserved keys used in this request: {', '.join(reserved)}"
        )
    if len(json.dumps(variables, separators=(",", ":"), ensure_ascii=False).encode()) > ENVIRONMENT_BYTES.value:
        raise _invalid(f"{cannot} exceeded the 4KB limit.")


def _check_role(params: dict) -> None:
    arn = params.get("Role")
    if arn is None:
        return
    trust = next((role.get("AssumeRolePolicyDocument") for role in iam._roles.values() if role["Arn"] == arn), None)
    if "lambda.amazonaws.com" not in (trust if isinstance(trust, str) else json.dumps(trust)):
        raise _invalid("The role defined for the function cannot be assumed by Lambda.")


def _check_dead_letters(params: dict) -> None:
    """AWS Lambda Developer Guide, "Adding a dead-letter queue": Lambda asks whether the function's role may send there."""
    arn = (params.get("DeadLetterConfig") or {}).get("TargetArn") or ""
    service = arn.split(":")[2] if arn.startswith("arn:") else ""
    if service not in _DEAD_LETTERS:
        return
    named = function_named(params["FunctionName"])
    role = params.get("Role") or (named[1]["config"].get("Role") if named else None)
    missing = service == "sqs" and sqs._queue_by_arn(arn) is None
    if missing or not (role and allowed(role, "lambda", f"{service}:{_DEAD_LETTERS[service]}", arn)):
        raise _invalid(
            f"The provided execution role does not have permissions to call {_DEAD_LETTERS[service]} on {service.upper()}"
        )


def _check_runtime(params: dict) -> None:
    runtime, known = params.get("Runtime"), model_of("lambda").shape_for("Runtime").enum
    if runtime is not None and runtime not in known:
        raise _invalid(
            f"Value {runtime} at 'runtime' failed to satisfy constraint: "
            f"Member must satisfy enum value set: [{', '.join(known)}] or be a valid ARN"
        )


def check_configuration(params: dict) -> None:
    _check_runtime(params)
    _check_environment(params)
    _check_role(params)
    _check_dead_letters(params)


def function_named(reference: str) -> tuple[str, dict] | None:
    """The function that a name, a partial ARN or an ARN means, with its name; None where it is not there."""
    name = lambda_svc._resolve_request_scoped_name(reference)
    record = lambda_svc._functions.get(name)
    return (name, record) if record else None


def check_concurrency(params: dict) -> None:
    """What is reserved for one is taken from all: of the account's executions 100 stay for those without a reservation.

    The emulator is an account with the default quota of 1,000. Of a new account's 10 nothing can be reserved but 0.
    """
    named = function_named(params["FunctionName"])
    reserved = params.get("ReservedConcurrentExecutions")
    if named is None or not reserved:
        return
    others = sum(f.get("concurrency") or 0 for name, f in lambda_svc._functions.items() if name != named[0])
    if EXECUTIONS.value - others - reserved < UNRESERVED.value:
        raise _invalid(
            "Specified ReservedConcurrentExecutions for function decreases account's "
            f"UnreservedConcurrentExecution below its minimum value of [{UNRESERVED.value}]."
        )


def check_alias(params: dict) -> None:
    named = function_named(params["FunctionName"])
    if named is None:
        return
    name, record = named
    alias = record["aliases"].get(params.get("Name"), {})
    version = params.get("FunctionVersion", alias.get("FunctionVersion"))
    routing = params.get("RoutingConfig", alias.get("RoutingConfig")) or {}
    weights = routing.get("AdditionalVersionWeights") or {}
    for each in (version, *weights):
        if each not in (None, "$LATEST") and each not in record["versions"]:
            raise Refusal("ResourceNotFoundException", f"Function not found: {lambda_svc._func_arn(name)}:{each}", 404)
    if len(weights) > EXTRA_VERSIONS.value:
        raise _invalid("Number of items in AdditionalVersionWeights cannot be greater than 1")
    if weights and version == "$LATEST":
        raise _invalid("$LATEST is not supported for an alias pointing to more than 1 version")
    if version in weights:
        raise _invalid(
            f"Invalid function version {version}. Function version {version} is already included in routing configuration."
        )


def check_permission(params: dict) -> None:
    if not _PRINCIPAL.fullmatch(params["Principal"]):
        raise _invalid("The provided principal was invalid. Please check the principal and try again.")
