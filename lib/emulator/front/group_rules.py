"""What MiniStack passes over in the rules of a security group that come by its API, and not by a template.

A rule may name a prefix list (Amazon EC2 API Reference, IpPermission: PrefixListIds, of PrefixListId with PrefixListId and
Description). And a group has a rule once, whatever its description says: it is revoked without one, or with another
(RevokeSecurityGroupIngress), where MiniStack compares the description of a peer that is a group. A rule that a group has is not
made a second time, nor is anything else of that call: InvalidPermission.Duplicate ("Error codes for the Amazon EC2 API").
"""
from ministack.services import ec2

_PEERS = {"IpRanges": "CidrIp", "Ipv6Ranges": "CidrIpv6", "PrefixListIds": "PrefixListId", "UserIdGroupPairs": "GroupId"}


def _single(permission: dict):
    """The rules of a permission, which has one for each peer: protocol, ports and peer."""
    protocol = str(permission.get("IpProtocol"))
    ports = (None, None) if protocol == "-1" else (permission.get("FromPort"), permission.get("ToPort"))
    for peers, name in _PEERS.items():
        for peer in permission.get(peers) or []:
            yield protocol, *ports, peer.get(name)


def _once(authorize, direction: str):
    def authorize_once(params):
        group = ec2._security_groups.get(ec2._p(params, "GroupId")) or {}
        held = {rule for permission in group.get(direction, []) for rule in _single(permission)}
        asked = [rule for permission in ec2._parse_ip_permissions(params, "IpPermissions") for rule in _single(permission)]
        if again := next((rule for rule in asked if rule in held), None):
            protocol, first, last, peer = again
            ports = "" if first is None else f"from port: {first}, to port: {last}, "
            named = "ALL" if protocol == "-1" else protocol.upper()
            return ec2._error(
                "InvalidPermission.Duplicate",
                f'the specified rule "peer: {peer}, {named}, {ports}ALLOW" already exists', 400)
        return authorize(params)

    return authorize_once


def install() -> None:
    parse, strip = ec2._parse_ip_permissions, ec2._strip_descriptions

    def with_prefix_lists(params, prefix):
        rules = parse(params, prefix)
        for at, rule in enumerate(rules, 1):
            place = 1
            while name := ec2._p(params, f"{prefix}.{at}.PrefixListIds.{place}.PrefixListId"):
                said = ec2._p(params, f"{prefix}.{at}.PrefixListIds.{place}.Description")
                rule["PrefixListIds"].append({"PrefixListId": name, **({"Description": said} if said else {})})
                place += 1
        return rules

    def without_any_description(rule):
        stripped = strip(rule)
        for peers in ("UserIdGroupPairs", "PrefixListIds"):
            if peers in stripped:
                stripped[peers] = [
                    {key: value for key, value in peer.items() if key != "Description"} if isinstance(peer, dict) else peer
                    for peer in stripped[peers]]
        return stripped

    ec2._parse_ip_permissions = with_prefix_lists
    ec2._strip_descriptions = without_any_description
    for action, direction in (
        ("AuthorizeSecurityGroupIngress", "IpPermissions"),
        ("AuthorizeSecurityGroupEgress", "IpPermissionsEgress"),
    ):
        ec2._ACTION_MAP[action] = _once(ec2._ACTION_MAP[action], direction)
