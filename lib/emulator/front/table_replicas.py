"""A global table that a stack asks for has its replicas in other regions, which the emulator's CloudFormation ignores.

They are made by the emulator's own `UpdateTable`, and carry items both ways at once: on AWS within about a second, "usually".
https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/V2globaltables_HowItWorks.html
"""
from ministack.core.responses import get_account_id, get_region
from ministack.services import dynamodb
from ministack.services.cloudformation import provisioners

_TYPE = "AWS::DynamoDB::GlobalTable"


def _elsewhere(properties: dict) -> list[str]:
    regions = [replica.get("Region") for replica in properties.get("Replicas") or []]
    return [region for region in regions if region and region != get_region()]


def _follow(name: str, properties: dict) -> None:
    """Makes the replicas that are missing, and takes those away that are no longer asked for."""
    wanted = _elsewhere(properties)
    there = [region for region in dynamodb._replica_group(dynamodb._tables[name]) if region != get_region()]
    updates = [{"Create": {"RegionName": region}} for region in wanted if region not in there]
    updates += [{"Delete": {"RegionName": region}} for region in there if region not in wanted]
    # One replica at a time, as the API takes them.
    for update in updates:
        status, _, body = dynamodb._update_table({"TableName": name, "ReplicaUpdates": [update]})
        if status >= 400:
            raise ValueError(f"{_TYPE} {name} of {get_account_id()}: {body!r}")


def install() -> None:
    handler = provisioners._RESOURCE_HANDLERS[_TYPE]
    create, update, delete = handler["create"], handler["update"], handler["delete"]

    def create_with_replicas(logical_id, properties, stack):
        name, attributes = create(logical_id, properties, stack)
        _follow(name, properties)
        return name, attributes

    def update_with_replicas(physical_id, before, after, *rest):
        made = update(physical_id, before, after, *rest)
        _follow(made[0] if isinstance(made, tuple) else physical_id, after)
        return made

    def delete_with_replicas(physical_id, properties):
        if physical_id in dynamodb._tables:
            _follow(physical_id, {})
        return delete(physical_id, properties)

    handler.update(create=create_with_replicas, update=update_with_replicas, delete=delete_with_replicas)
