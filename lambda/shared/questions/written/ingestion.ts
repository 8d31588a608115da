/** How data comes in and changes its form: SAA 3.5, with DVA where code is in the way. */
import { writtenItems } from '../written.ts';

export const ingestion = writtenItems('2026-11-27', {
  'ingest-columns-without-code': {
    tasks: ['SAA-C03/3.5'],
    level: 'apply',
    stem:
      'Trackers send 4,000 small JSON records a second. An hour later analysts ask Athena about single days, and about three of ' +
      'the sixty fields. One developer looks after it all, and there is to be no code in the path of the records. Queries should ' +
      'scan as little as possible. What should write the records to S3?',
    decides: 'no code in the path of the records',
    right: [
      [
        'Data Firehose, set to convert to Parquet under a prefix for each day',
        'Format conversion and prefixes are settings of the stream, and Athena then reads three columns of one day.',
      ],
    ],
    wrong: [
      [
        'code-for-what-is-a-setting',
        'A data stream, and a function that writes Parquet for each batch it gets',
        'It gives the same files, and a function to write, test and watch for what Firehose does by a setting.',
      ],
      [
        'own-servers-are-control',
        'Kafka on three instances, with a connector that writes Parquet to S3',
        'Three servers and a connector have to be patched and watched by that one developer.',
      ],
      [
        'size-alone-decides',
        'Data Firehose, set to compress the JSON with GZIP under daily prefixes',
        'The files get smaller, but a query has to unpack and read all sixty fields of every record.',
      ],
    ],
    read: [{ guide: 'Amazon Data Firehose Developer Guide', page: 'Enable record format conversion' }],
  },
  'ingest-read-again': {
    tasks: ['SAA-C03/3.5', 'SAA-C03/2.1'],
    level: 'analyse',
    stem:
      'Five hundred orders a second come in. Billing and fraud detection each read all of them within a second. Whenever fraud ' +
      'detection has a new model, it has to go through the orders of the last three days once more, in the order of each customer. ' +
      'Where should the orders be put?',
    decides: 'go through the orders of the last three days once more',
    right: [
      [
        'Into a Kinesis data stream that keeps four days, keyed by customer',
        'Reading takes nothing out of a stream: each reader has a place of its own and may go back as far as the retention.',
      ],
    ],
    wrong: [
      [
        'copy-to-be-safe',
        'Into one FIFO queue for each of the two, with messages kept for four days',
        'A message that was handled is deleted, so that nothing is left to go through again, however long others are kept.',
      ],
      [
        'stream-fits-everything',
        'To an SNS topic that calls a function of each of the two at once',
        'A topic hands on what comes and keeps nothing that a new model could read later.',
      ],
      [
        'batch-fits-everything',
        'Into S3 by the hour, where each of the two reads the new objects',
        'They can be read again, but an hour is too late for two readers who need them within a second.',
      ],
    ],
    read: [{ guide: 'Amazon Kinesis Data Streams Developer Guide', page: 'Change the data retention period' }],
  },
  'ingest-partner-files': {
    tasks: ['SAA-C03/3.5', 'SAA-C03/1.2'],
    level: 'apply',
    stem:
      'Each night a partner uploads forty CSV files, and its software speaks SFTP alone. The files are joined and written to a ' +
      'warehouse before eight in the morning. There is nobody to look after servers. Which design has the least to operate?',
    decides: 'its software speaks SFTP alone',
    right: [
      [
        'A Transfer Family server in front of S3, and a Glue job in the morning',
        'The partner keeps its protocol, the files are objects at once, and neither the server nor the job is a machine of ours.',
      ],
    ],
    wrong: [
      [
        'own-servers-are-control',
        'An instance with an SFTP service, and a cron job that copies the files to S3',
        'It works, and is a machine with users, keys, disks and patches that nobody is there for.',
      ],
      [
        'stream-fits-everything',
        'A Kinesis stream that takes the rows of the files, and a function that joins them',
        'The partner cannot write to a stream, and forty files a night are no flow of events.',
      ],
      [
        'a-bigger-pipe-is-cheaper',
        'A Direct Connect line to the partner, and a file system that both mount',
        'A line takes weeks and a monthly fee, for files that cross the internet in minutes.',
      ],
    ],
    read: [{ guide: 'AWS Transfer Family User Guide', page: 'What is AWS Transfer Family?' }],
  },
  'ingest-file-server-nightly': {
    tasks: ['SAA-C03/3.5', 'SAA-C03/3.1'],
    level: 'apply',
    stem:
      'Applications in a data centre keep writing to an NFS server of 30 TB. Each night what has changed, about 200 GB, has to be ' +
      'in S3 with its permissions, and checked for being whole. The line of 1 Gbit/s is shared, and may be half used until six in ' +
      'the morning. What does this with the least work?',
    decides: 'keep writing to an NFS server',
    right: [
      [
        'A DataSync task by schedule, with its bandwidth limited to half',
        'DataSync finds what changed, keeps the metadata, verifies what it copied, and has a limit for its bandwidth.',
      ],
    ],
    wrong: [
      [
        'own-servers-are-control',
        'A server with a script that lists, copies and compares the files',
        'Changes, permissions, checks and the limit are all to be written and looked after by oneself.',
      ],
      [
        'more-pieces-are-more-robust',
        'A Storage Gateway file share, to which the applications then write',
        'It would replace the server that the applications are to keep writing to, and that is a migration.',
      ],
      [
        'a-bigger-pipe-is-cheaper',
        'A second line of 10 Gbit/s, and copies of it all throughout the day',
        'Two hundred GB take about an hour at half of the line that is there; a wider one copies nothing by itself.',
      ],
    ],
    read: [{ guide: 'AWS DataSync User Guide', page: 'What is AWS DataSync?' }],
  },
  'ingest-nightly-join': {
    tasks: ['SAA-C03/3.5', 'SAA-C03/3.2'],
    level: 'apply',
    stem:
      'Once a night 300 GB of orders and 80 GB of returns in S3 are joined and written as Parquet. That takes about forty minutes on ' +
      'ten workers. The team knows Spark, and wants to administer no cluster. What should run it?',
    decides: 'wants to administer no cluster',
    right: [
      [
        'A Glue job in Spark with ten workers',
        'The job brings its workers, ends with them, and is paid for the minutes that it runs.',
      ],
    ],
    wrong: [
      [
        'code-for-what-is-a-setting',
        'A function for each object of the orders',
        'Every function would have to find its returns among 80 GB; a join has to bring both sides together first.',
      ],
      [
        'own-servers-are-control',
        'Spark on ten instances that stay up',
        'That is the cluster which nobody wants, and it is idle for twenty-three hours a day.',
      ],
      [
        'stream-fits-everything',
        'A Firehose stream with a transformation',
        'A transformation sees one small batch of records at a time, and a join needs all of both sides.',
      ],
    ],
    read: [{ guide: 'AWS Glue Developer Guide', page: 'What is AWS Glue?' }],
  },
  'ingest-hot-shard': {
    tasks: ['SAA-C03/3.5', 'DVA-C03/4.3'],
    level: 'analyse',
    stem:
      'A Kinesis stream of ten shards refuses writes while it is sent a third of what ten shards can take. The key of a record is ' +
      'the country of its device, and eight of ten records are of one country. Order matters within a device. What ends the refusals?',
    decides: 'eight of ten records are of one country',
    right: [
      [
        'The device’s id as the key of each record',
        'Many keys spread over all shards, and the records of one device stay in one of them, in order.',
      ],
    ],
    wrong: [
      [
        'scale-hides-it',
        'Twenty shards in the place of the ten of today',
        'All records of that country have one key, and one key goes to one shard of however many.',
      ],
      [
        'more-pieces-are-more-robust',
        'A standard queue in front of the whole stream',
        'It delays the writes to the same full shard, and a standard queue does not keep the order.',
      ],
      [
        'change-first-look-later',
        'A random key, drawn afresh for each of the records',
        'It spreads the load, and the records of one device over all shards, where their order is lost.',
      ],
    ],
    read: [{ guide: 'Amazon Kinesis Data Streams Developer Guide', page: 'Quotas and limits' }],
  },
  'ingest-small-objects': {
    tasks: ['SAA-C03/3.5', 'SAA-C03/3.1'],
    level: 'analyse',
    stem:
      'Athena queries over one day have become slow: each day adds two million JSON objects of 5 KB, and a query reads four fields of ' +
      'them. The answers of yesterday may be ready at six in the morning. Which two changes help most?',
    decides: 'two million JSON objects of 5 KB',
    right: [
      [
        'Merge a day’s objects into some of 128 MB or more',
        'Two million requests become a hundred; opening and listing is most of the work with objects of 5 KB.',
      ],
      [
        'Write them in columns, as Parquet, compressed',
        'A query then reads the four fields that it needs, and nothing of the others.',
      ],
    ],
    wrong: [
      [
        'caching-fits-everything',
        'Put a CloudFront distribution in front of the bucket',
        'Athena reads S3 itself; no request of its goes through a distribution.',
      ],
      [
        'copy-to-be-safe',
        'Copy them into a bucket for the analysts alone',
        'Two million objects of 5 KB are as slow in another bucket.',
      ],
      [
        'scale-hides-it',
        'Reserve query capacity for the hours of work',
        'More workers open the same two million objects, at a price by the hour.',
      ],
    ],
    read: [{ guide: 'Amazon Athena User Guide', page: 'Optimize data' }],
  },
});
