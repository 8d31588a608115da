"""Versions of a function: what is reserved holds for all of them, and an alias shares its calls by its weights.

AWS Lambda Developer Guide, "Configuring reserved concurrency for a function" and "Implement Lambda canary deployments
using a weighted alias". The emulator reserves for calls of `$LATEST` alone, and gives an alias' calls to one version.

The policy of an alias goes with the alias (hashicorp/terraform-provider-aws#12917, 2020-04-21). The emulator keeps it for
the next alias of that name.
"""
import contextvars
import threading

from ministack.services import lambda_svc
from ministack.services.cloudformation import provisioners

# Set while the version is looked up that a call runs on: what a function or an alias *is*, the weights do not change.
_calling: contextvars.ContextVar[bool] = contextvars.ContextVar("calling", default=False)
# By alias and its second version, the part of a call that is due to that version.
_due: dict[tuple[str, str, str], float] = {}
_lock = threading.Lock()


def _reserve_for_all() -> None:
    reserved = lambda_svc._reserved_concurrency

    def reserved_of_function(func, config):
        return reserved(lambda_svc._functions.get(config.get("FunctionName")) or func, config)

    lambda_svc._reserved_concurrency = reserved_of_function


def _drawn(func: dict | None, qualifier: str | None) -> str | None:
    """The version that this call of an alias runs on; the qualifier itself where no weights are.

    In place of chance: of a tenth it is every tenth call, so that no test passes by luck.
    """
    alias = ((func or {}).get("aliases") or {}).get(qualifier) or {}
    weights = (alias.get("RoutingConfig") or {}).get("AdditionalVersionWeights") or {}
    for version, weight in weights.items():
        key = (func["config"]["FunctionArn"], qualifier, version)
        with _lock:
            due = _due.get(key, 0.0) + float(weight)
            # A sum of tenths is a little less than one.
            _due[key] = due - 1 if (drawn := due > 1 - 1e-9) else due
        if drawn:
            return version
    return qualifier


def _share_by_weights() -> None:
    record_of, by_reference, invoke = (
        lambda_svc._effective_func_record_for_qualifier, lambda_svc._get_func_record_for_ref, lambda_svc._invoke
    )

    def record_drawn(func, qualifier):
        return record_of(func, _drawn(func, qualifier) if _calling.get() else qualifier)

    def by_reference_drawn(reference):
        token = _calling.set(True)
        try:
            return by_reference(reference)
        finally:
            _calling.reset(token)

    async def invoke_drawn(name, event, headers, path_qualifier=None, query_params=None):
        named = path_qualifier or lambda_svc._qp_first(query_params or {}, "Qualifier")
        drawn = _drawn(lambda_svc._functions.get(name), named)
        return await invoke(name, event, headers, drawn, query_params)

    lambda_svc._effective_func_record_for_qualifier = record_drawn
    lambda_svc._get_func_record_for_ref = by_reference_drawn
    lambda_svc._invoke = invoke_drawn


def _forget_policy(function: str, alias: str) -> None:
    """Takes what the policy says of an alias that is gone."""
    policy, gone = lambda_svc._functions[function]["policy"], lambda_svc._policy_resource_arn(function, alias)
    policy["Statement"] = [each for each in policy["Statement"] if each.get("Resource") != gone]


def _delete_with_policy() -> None:
    by_call, by_stack = lambda_svc._delete_alias, provisioners._lambda_alias_delete

    def delete_by_call(function, alias):
        answer = by_call(function, alias)
        if answer[0] < 400:
            _forget_policy(function, alias)
        return answer

    def delete_by_stack(physical_id, properties):
        by_stack(physical_id, properties)
        func, function, *_ = provisioners._lambda_function_for_cfn_ref(properties.get("FunctionName", ""))
        if func:
            _forget_policy(function, properties.get("Name", ""))

    lambda_svc._delete_alias = delete_by_call
    # A stack that renames an alias asks for the one, and a stack that deletes it for the other.
    provisioners._lambda_alias_delete = delete_by_stack
    provisioners._RESOURCE_HANDLERS["AWS::Lambda::Alias"]["delete"] = delete_by_stack


def install() -> None:
    _reserve_for_all()
    _share_by_weights()
    _delete_with_policy()
