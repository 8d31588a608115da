/** Two measures that belong together, of five that are proposed: tasks of the architect's exam. */
import { writtenItems } from '../written.ts';

export const twoMeasures = writtenItems('2026-11-27', {
  'two-root-user': {
    tasks: ['SAA-C03/1.1'],
    level: 'apply',
    stem:
      'A firm has one account. Its two administrators share the password of the root user, and a script for invoices has been using an ' +
      'access key of the root user for years. Both administrators and the script have to go on working. Which two steps take most of the danger away?',
    decides: 'an access key of the root user',
    right: [
      [
        'Give the script a role for what it does, and delete the key',
        'A key of the root user may do everything and cannot be limited; a role may do what the script needs.',
      ],
      [
        'Give each administrator a sign-in of their own, and the root user MFA',
        'Nobody needs the root user for daily work, and a password alone no longer opens the account.',
      ],
    ],
    wrong: [
      [
        'change-first-look-later',
        'Replace the access key by a new one of the root user each month',
        'A new key may do as much as the old one, and stands in the same script.',
      ],
      [
        'wide-rights-for-speed',
        'Attach a policy to the root user that allows what is needed alone',
        'No policy of IAM can be attached to the root user.',
      ],
      [
        'trust-what-is-inside',
        'Keep password and key in a shared note that only employees can open',
        'Anyone who reads the note has the whole account, and no log says which of them it was.',
      ],
    ],
    read: [
      { guide: 'AWS Identity and Access Management User Guide', page: 'Root user best practices for your AWS account' },
    ],
  },
  'two-trail-for-auditors': {
    tasks: ['SAA-C03/1.1', 'SAA-C03/1.3'],
    level: 'analyse',
    stem:
      'The API calls of forty accounts of an organization are to be kept for a year, so that not even an administrator of one of these ' +
      'accounts can remove what they did. Which two measures do that together?',
    decides: 'not even an administrator of one of these accounts',
    right: [
      [
        'An organization trail into a bucket of an account for logs alone',
        'Members cannot change a trail of their organization, and have no rights in the account of the bucket.',
      ],
      [
        'Object Lock on its bucket, in compliance mode for a year',
        'What is in the bucket then stays for the year, even where an administrator asks for it to be deleted.',
      ],
    ],
    wrong: [
      [
        'copy-to-be-safe',
        'A trail in each account, and a second copy in another bucket of it',
        'An administrator of the account can stop the trail and empty both buckets.',
      ],
      [
        'trust-what-is-inside',
        'Encryption of the log files, with a KMS key of each account',
        'Encryption keeps others from reading; to delete an object takes no key.',
      ],
      [
        'filter-once-at-the-door',
        'An alarm that mails the administrators when a trail is stopped',
        'It tells them what one of them did, and brings nothing back.',
      ],
    ],
    read: [{ guide: 'AWS CloudTrail User Guide', page: 'Creating a trail for an organization' }],
  },
  'two-items-by-the-second': {
    tasks: ['SAA-C03/2.2', 'SAA-C03/1.3', 'DVA-C03/1.3'],
    level: 'apply',
    stem:
      'A faulty script emptied a DynamoDB table, and a year ago somebody deleted one by a single call. The items are to be had back as they ' +
      'were in any second of the last two weeks, and a single call must not delete the table. Which two settings are needed?',
    decides: 'in any second of the last two weeks',
    right: [
      ['Point-in-time recovery of the table', 'It restores the items of any second of up to 35 days into a new table.'],
      [
        'Deletion protection of the table',
        'A call that deletes the table is refused until the protection has been taken off.',
      ],
    ],
    wrong: [
      [
        'copy-to-be-safe',
        'A replica of the table in a second region',
        'The replica follows each deletion of an item within seconds.',
      ],
      [
        'caching-fits-everything',
        'A DAX cluster in front of the table',
        'A cache has some of the items for some minutes, and restores nothing.',
      ],
      [
        'batch-fits-everything',
        'An on-demand backup every night at two',
        'It has the items of two o’clock, and none of any second after it.',
      ],
    ],
    read: [{ guide: 'Amazon DynamoDB Developer Guide', page: 'Point-in-time backups for DynamoDB' }],
  },
  'two-connections': {
    tasks: ['SAA-C03/3.3', 'DVA-C03/1.2', 'DVA-C03/4.3'],
    level: 'analyse',
    stem:
      'A Lambda function opens a connection to Aurora PostgreSQL in its handler for each request, writes a row, and ends. At noon the database ' +
      'refuses connections, with its processor at 15 %. The number of requests is not to be limited. Which two changes help?',
    decides: 'opens a connection to Aurora PostgreSQL in its handler',
    right: [
      [
        'Open the connection outside of the handler',
        'A sandbox then keeps its connection for the requests that follow, and opens one in its life.',
      ],
      [
        'Put RDS Proxy between the function and the database',
        'The proxy shares a few connections among many functions that each use one for milliseconds.',
      ],
    ],
    wrong: [
      [
        'scale-hides-it',
        'Give the function four times the memory',
        'The row is written no sooner: what is missing is a connection of the database.',
      ],
      [
        'more-pieces-are-more-robust',
        'Add an Aurora replica in another zone',
        'A replica answers reads alone, and these are writes.',
      ],
      [
        'caching-fits-everything',
        'Put a cache in front of the database',
        'The function reads nothing, so that no connection is saved.',
      ],
    ],
    read: [{ guide: 'Amazon Aurora User Guide', page: 'Amazon RDS Proxy for Aurora' }],
  },
  'two-idle-test-databases': {
    tasks: ['SAA-C03/4.3'],
    level: 'apply',
    stem:
      'Twelve RDS databases for tests run day and night. They are used from nine to five on workdays; even then the processors are at 8 % ' +
      'and half of the memory is free. Their data has to stay. Which two changes lower the bill most?',
    decides: 'from nine to five on workdays',
    right: [
      [
        'Stop them outside of working hours by a schedule',
        'For three quarters of the week only storage and backups are then charged, and the data stays. RDS itself starts an instance again after seven days, which nights and weekends never reach.',
      ],
      [
        'Take instances of half the size for them',
        'Half the memory is enough, and an instance of half the size costs half for the hours that are left.',
      ],
    ],
    wrong: [
      [
        'more-pieces-are-more-robust',
        'Give each of them a standby in a second zone',
        'It doubles the instances, for databases that tests can do without for an hour.',
      ],
      [
        'fastest-is-best',
        'Put their data on volumes of type io2 instead',
        'It is dearer storage, and nothing here is short of it.',
      ],
      [
        'caching-fits-everything',
        'Put a cache in front of each of the databases',
        'Twelve caches cost money as well, and the databases run on beside them.',
      ],
    ],
    read: [{ guide: 'Amazon RDS User Guide', page: 'Stopping an Amazon RDS DB instance temporarily' }],
  },
});
