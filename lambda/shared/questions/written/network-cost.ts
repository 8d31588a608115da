/** Networks at the right cost where the path decides, and not only its price: SAA 4.4. */
import { writtenItems } from '../written.ts';

export const networkCost = writtenItems('2026-11-27', {
  'network-bucket-from-site': {
    tasks: ['SAA-C03/4.4', 'SAA-C03/1.2'],
    level: 'analyse',
    stem:
      'Instances of a VPC read 50 TB a month from S3 through a gateway endpoint. Now servers in a data centre, connected by Direct ' +
      'Connect to this VPC, have to read 2 TB a month from the same buckets by private addresses. Nobody is to look after servers for it. Which way is the cheapest?',
    decides: 'servers in a data centre',
    right: [
      [
        'Add an interface endpoint for the servers; leave the instances with the gateway',
        'Only an interface endpoint can be reached from outside of the VPC, and only the 2 TB pay for it.',
      ],
    ],
    wrong: [
      [
        'nearby-is-free',
        'Route the servers over the line and through the gateway endpoint that is there',
        'A gateway endpoint serves its own VPC; nothing that comes over a line can go through it.',
      ],
      [
        'more-pieces-are-more-robust',
        'Put an interface endpoint for both in the place of the gateway endpoint',
        'It works, and charges for the 50 TB that the gateway carries for nothing.',
      ],
      [
        'own-servers-are-control',
        'Run two proxies in the VPC, through which the servers read by way of the gateway',
        'It works, and two machines with their balancing and their patches are servers to look after.',
      ],
    ],
    read: [{ guide: 'Amazon S3 User Guide', page: 'AWS PrivateLink for Amazon S3' }],
  },
  'network-chatty-zones': {
    tasks: ['SAA-C03/4.4'],
    level: 'analyse',
    stem:
      'Two services of many small tasks run in three zones each, and exchange 60 TB a month by private addresses; two thirds of it ' +
      'cross from zone to zone. Each service must go on when a zone is lost. What lowers the bill most?',
    decides: 'two thirds of it cross from zone to zone',
    right: [
      [
        'Send a call to a task of the caller’s own zone while there is one',
        'Traffic within a zone by private addresses is free, and another zone is used only when one’s own has no task.',
      ],
    ],
    wrong: [
      [
        'nearby-is-free',
        'Nothing: calls by private addresses within a region are not charged',
        'They are charged in both directions as soon as they go from one zone to another.',
      ],
      [
        'a-bigger-pipe-is-cheaper',
        'Take instances with more network bandwidth, and fewer of them',
        'The bytes that cross are the same, and the price is by the GB.',
      ],
      [
        'caching-fits-everything',
        'Put a cache in one zone, which both of the services ask first',
        'Two zones of three would cross to reach it, and it ends with its zone.',
      ],
    ],
    read: [{ guide: 'Amazon EC2 pricing', page: 'Amazon EC2 On-Demand Pricing, Data Transfer' }],
  },
  'network-two-vpcs': {
    tasks: ['SAA-C03/4.4'],
    level: 'apply',
    stem:
      'Two VPCs in one region, with ranges that do not overlap, exchange 100 TB a month. No other network takes part, and none is ' +
      'planned. What connects them for the least money?',
    decides: 'No other network takes part',
    right: [
      [
        'A peering connection',
        'It has no price by the hour or for being passed; only traffic between zones is charged.',
      ],
    ],
    wrong: [
      [
        'more-pieces-are-more-robust',
        'A transit gateway for both',
        'It is made for many networks, and charges for each attachment and each GB.',
      ],
      [
        'own-servers-are-control',
        'A VPN between two instances',
        'It takes two machines, and their bandwidth and patches are ours to look after.',
      ],
      [
        'a-bigger-pipe-is-cheaper',
        'A Direct Connect gateway',
        'It joins lines from outside with VPCs; it does not route from one VPC to another.',
      ],
    ],
    read: [{ guide: 'Amazon VPC Peering Guide', page: 'What is VPC peering?' }],
  },
  'network-same-files-worldwide': {
    tasks: ['SAA-C03/4.4', 'SAA-C03/3.4'],
    level: 'apply',
    stem:
      'A load balancer in Frankfurt hands out 80 TB a month of installers, nearly all of it to Europe and North America. An installer ' +
      'never changes once it has its name, and is the same for everybody. The bill for traffic is to fall, and downloads are to be faster. What should be done?',
    decides: 'the same for everybody',
    right: [
      [
        'Put CloudFront in front, and let it keep an installer for a year',
        'Most downloads end at an edge; what goes from a load balancer to CloudFront is not charged as traffic out.',
      ],
    ],
    wrong: [
      [
        'a-bigger-pipe-is-cheaper',
        'Put Global Accelerator in front, for the way over the network of AWS',
        'Every byte still comes from Frankfurt, and a premium for each GB is added.',
      ],
      [
        'copy-to-be-safe',
        'Deploy the load balancer and its instances in three regions more as well',
        'Downloads get faster, and four times the servers hand the same bytes out at the same price.',
      ],
      [
        'code-for-what-is-a-setting',
        'Let a function compress an installer again for each one who asks',
        'Installers are compressed already, and the bytes come from Frankfurt all the same.',
      ],
    ],
    read: [{ guide: 'Amazon CloudFront Developer Guide', page: 'What is Amazon CloudFront?' }],
  },
  'network-small-branch': {
    tasks: ['SAA-C03/4.4'],
    level: 'apply',
    stem:
      'A branch office with a good internet line sends 40 GB a month to servers in a private subnet. The way has to be encrypted, and ' +
      'has to be there this week. Delays of the internet do no harm, and nobody has time for servers. What costs least?',
    decides: 'has to be there this week',
    right: [
      [
        'A Site-to-Site VPN over the line that the office has',
        'It is set up in hours, encrypts, and costs a small sum by the hour beside little traffic.',
      ],
    ],
    wrong: [
      [
        'a-bigger-pipe-is-cheaper',
        'A dedicated Direct Connect line of 1 Gbit/s to the office',
        'It takes weeks, costs by the month whether it is used, and does not encrypt by itself.',
      ],
      [
        'more-pieces-are-more-robust',
        'A Direct Connect line, with a VPN over it as a second way',
        'It has the cost and the weeks of a line, for 40 GB that the internet carries well.',
      ],
      [
        'own-servers-are-control',
        'A VPN of one’s own on two instances behind a balancer',
        'Two instances may cost no more than the managed VPN, and are ours to patch and to watch.',
      ],
    ],
    read: [{ guide: 'AWS Site-to-Site VPN User Guide', page: 'What is AWS Site-to-Site VPN?' }],
  },
});
