/** Storage at the right cost where more than a list price decides: SAA 4.1. */
import { writtenItems } from '../written.ts';

export const storageCost = writtenItems('2026-11-27', {
  'storage-unknown-reads': {
    tasks: ['SAA-C03/4.1'],
    level: 'analyse',
    stem:
      'An archive of 200 TB of photographs of 5 MB and more is on the web. Most are not looked at for months; now and then one is in ' +
      'the news, and is read a million times in a week. Nobody can say which. A page must show a photograph at once. Which storage ' +
      'costs least to keep and to look after?',
    decides: 'Nobody can say which',
    right: [
      [
        'S3 Intelligent-Tiering, its archive access tiers left off',
        'Each object moves by its own reads, is read at once from any of these tiers, and no retrieval is charged.',
      ],
    ],
    wrong: [
      [
        'cheapest-per-gb-is-cheapest',
        'S3 Standard-IA for each photograph, from the day of its upload on',
        'Each read is charged by the GB, so that one week in the news costs more than months of storage save.',
      ],
      [
        'size-alone-decides',
        'S3 Glacier Flexible Retrieval, once they are a month or more old',
        'A photograph there has to be restored first, which takes minutes at best, and the page cannot wait.',
      ],
      [
        'code-for-what-is-a-setting',
        'S3 Standard, and a function that moves what its logs call cold',
        'It would do by code, by logs and by transitions at a price what one storage class does.',
      ],
    ],
    read: [{ guide: 'Amazon S3 User Guide', page: 'How S3 Intelligent-Tiering works' }],
  },
  'storage-small-and-remakeable': {
    tasks: ['SAA-C03/4.1'],
    level: 'analyse',
    stem:
      'A shop keeps 900 million preview pictures of 20 KB in S3 Standard. After a month about one in a thousand is asked for again. ' +
      'A preview is made from its original, which stays, in 200 ms. What costs least?',
    decides: 'made from its original',
    right: [
      [
        'Let them expire after a month, and make one again when it is asked for',
        'What can be had again in 200 ms for one of a thousand need not be stored for all of them.',
      ],
    ],
    wrong: [
      [
        'cheapest-per-gb-is-cheapest',
        'Move them into Standard-IA after a month, by a lifecycle rule of the bucket',
        'A rule leaves objects of less than 128 KB where they are, unless its filter says otherwise; each would then count as 128 KB, six times its size, and its move is charged.',
      ],
      [
        'size-alone-decides',
        'Put them into Intelligent-Tiering, so that what is cold becomes cheaper',
        'Objects of less than 128 KB are not moved between its tiers: they stay at the frequent price.',
      ],
      [
        'copy-to-be-safe',
        'Join a thousand at a time into archives, beside those in Standard',
        'That adds to what is stored, and a page cannot show a picture out of an archive.',
      ],
    ],
    read: [{ guide: 'Amazon S3 User Guide', page: 'Understanding and managing Amazon S3 storage classes' }],
  },
  'storage-random-volume': {
    tasks: ['SAA-C03/4.1', 'SAA-C03/3.1'],
    level: 'apply',
    stem:
      'Forty database servers have gp2 volumes of 1 TB. They were made that large for 3,000 IOPS; 200 GB of each are used, in blocks of ' +
      '8 KB at random, and 125 MB/s are enough. Which change saves most and keeps the performance?',
    decides: 'made that large for 3,000 IOPS',
    right: [
      [
        'New gp3 volumes of 250 GB, with the data copied onto them',
        'gp3 has 3,000 IOPS and 125 MB/s at any size, so that the size can follow the data.',
      ],
    ],
    wrong: [
      [
        'cheapest-per-gb-is-cheapest',
        'New st1 volumes of 250 GB, with the data copied onto them',
        'Those are disks for long sequential reads; 8 KB at random are what they do worst.',
      ],
      [
        'fastest-is-best',
        'New io2 volumes of 250 GB, with 3,000 IOPS provisioned for each',
        'They give the same 3,000, and charge for each of them by the month.',
      ],
      [
        'copy-to-be-safe',
        'Snapshots of the gp2 volumes, which are then restored at 250 GB',
        'A volume cannot be made smaller, and a snapshot restores to its size or a larger one.',
      ],
    ],
    read: [{ guide: 'Amazon EBS User Guide', page: 'Amazon EBS General Purpose SSD volumes' }],
  },
  'storage-shared-cold-files': {
    tasks: ['SAA-C03/4.1'],
    level: 'apply',
    stem:
      'Thirty instances in three zones mount one EFS file system of 40 TB, with elastic throughput. Nine files of ten were last read more than two months ago; any of ' +
      'them may be opened by its path at any time. The files have to survive the loss of a zone. What lowers the cost with no change ' +
      'to the programs?',
    decides: 'survive the loss of a zone',
    right: [
      [
        'Lifecycle policies into Infrequent Access and Archive',
        'Files stay at their paths and in several zones; only what is cold is kept, and read, at other prices.',
      ],
    ],
    wrong: [
      [
        'cheapest-per-gb-is-cheapest',
        'A One Zone file system in the place of the present one',
        'It costs less for every file, and is gone with its zone.',
      ],
      [
        'code-for-what-is-a-setting',
        'A nightly job that moves files which are cold into a bucket',
        'The files would no longer open by their paths, and the job is code to look after.',
      ],
      [
        'fastest-is-best',
        'A large EBS volume of type gp3 for each of the instances',
        'Thirty volumes are no shared file system, and each stands in a single zone.',
      ],
    ],
    read: [{ guide: 'Amazon EFS User Guide', page: 'Managing storage lifecycle' }],
  },
  'storage-logs-for-auditors': {
    tasks: ['SAA-C03/4.1', 'DVA-C03/4.2'],
    level: 'analyse',
    stem:
      'Functions write 2 TB of logs a month to CloudWatch Logs. Developers search the last two weeks. Auditors ask once a year for a day ' +
      'of the last seven years, and wait two days for it. What costs least over the years?',
    decides: 'wait two days for it',
    right: [
      [
        'Two weeks in the log group; through Firehose into S3, and by a lifecycle rule into Deep Archive',
        'What is searched stays searchable, and what nearly nobody reads lies where storage is cheapest and a restore takes half a day, or two days in bulk; the same rule deletes it after seven years.',
      ],
    ],
    wrong: [
      [
        'fastest-is-best',
        'Seven years in the log group, so that whatever is asked for is found at once by a query',
        'Storage there costs many times that of an archive, for answers that may take two days.',
      ],
      [
        'size-alone-decides',
        'Two weeks in the log group; a subscription through Firehose into S3 Standard for good',
        'Nothing of it is read for years, and Standard is the price of what is read daily.',
      ],
      [
        'code-for-what-is-a-setting',
        'Two weeks in the log group; a function that copies each hour into a compressed database',
        'A database for seven years of lines costs more than an archive, and the function has to be looked after.',
      ],
    ],
    read: [{ guide: 'Amazon CloudWatch Logs User Guide', page: 'Real-time processing of log data with subscriptions' }],
  },
});
