"""A rule of a security group may name a prefix list; MiniStack keeps one in a template's rules, and passes it over in its API's.

Amazon EC2 API Reference, IpPermission: PrefixListIds, of PrefixListId with PrefixListId and Description.
"""
from ministack.services import ec2


def install() -> None:
    parse = ec2._parse_ip_permissions

    def with_prefix_lists(params, prefix):
        rules = parse(params, prefix)
        for at, rule in enumerate(rules, 1):
            place = 1
            while name := ec2._p(params, f"{prefix}.{at}.PrefixListIds.{place}.PrefixListId"):
                said = ec2._p(params, f"{prefix}.{at}.PrefixListIds.{place}.Description")
                rule["PrefixListIds"].append({"PrefixListId": name, **({"Description": said} if said else {})})
                place += 1
        return rules

    ec2._parse_ip_permissions = with_prefix_lists
