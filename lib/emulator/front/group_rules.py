"""What MiniStack passes over in the rules of a security group that come by its API, and not by a template.

A rule may name a prefix list (Amazon EC2 API Reference, IpPermission: PrefixListIds, of PrefixListId with PrefixListId and
Description). And a group has a rule once, whatever its description says: it is revoked without one, or with another
(RevokeSecurityGroupIngress), where MiniStack compares the description of a peer that is a group.
"""
from ministack.services import ec2


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
