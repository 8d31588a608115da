/** Several ways work, and the one with the least to operate is asked for. */
import { writtenItems } from '../written.ts';

export const leastEffort = writtenItems('2026-11-27', {
  'effort-nightly-container': {
    tasks: ['SAA-C03/3.2', 'SAA-C03/4.2'],
    level: 'apply',
    stem:
      'A container reads a bucket and writes a report. It takes twenty-five minutes, once a night; nothing else of the team runs in ' +
      'containers. Which way to run it leaves least to operate?',
    decides: 'It takes twenty-five minutes',
    right: [
      [
        'A Fargate task, started by EventBridge Scheduler',
        'There is nothing between the nights, no server, and no limit that twenty-five minutes would meet.',
      ],
    ],
    wrong: [
      [
        'scale-hides-it',
        'A function from that image, with 10 GB of memory',
        'A function ends after fifteen minutes at most; memory may not make up for ten.',
      ],
      [
        'own-servers-are-control',
        'A small instance with Docker and a cron job of its own',
        'It has to be patched and watched all day for twenty-five minutes of work.',
      ],
      [
        'more-pieces-are-more-robust',
        'An EKS cluster that has a CronJob and a single node',
        'A cluster for one container is more to operate than the container.',
      ],
    ],
    read: [
      {
        guide: 'Amazon Elastic Container Service Developer Guide',
        page: 'Using Amazon EventBridge Scheduler to schedule Amazon ECS tasks',
      },
    ],
  },
  'effort-rotated-password': {
    tasks: ['SAA-C03/1.2', 'DVA-C03/2.2'],
    level: 'apply',
    stem:
      'A nightly job signs in to a database in RDS as its master user. By a rule of the firm that password has to change every thirty days at the ' +
      'latest. Nobody wants to write code for that, or to deploy anything for each change of it. What keeps the rule with the least effort?',
    decides: 'deploy anything for each change',
    right: [
      [
        'Let RDS manage the password in Secrets Manager, and read it from there',
        'RDS changes it every seven days where nothing else is set, and the job reads the current value.',
      ],
    ],
    wrong: [
      [
        'code-for-what-is-a-setting',
        'Keep it in Parameter Store, and let a function change both by a schedule',
        'That function is code that has to be written, tested and watched.',
      ],
      [
        'trust-what-is-inside',
        'Keep it in encrypted variables, and change them at a release each month',
        'It takes a release each month, and the value stands in the settings of the job.',
      ],
      [
        'own-servers-are-control',
        'Run a store for secrets on two instances, which knows the database',
        'Two servers with the most valuable data are much to operate.',
      ],
    ],
    read: [{ guide: 'Amazon RDS User Guide', page: 'Password management with Amazon RDS and AWS Secrets Manager' }],
  },
  'effort-only-large-orders': {
    tasks: ['SAA-C03/2.1', 'DVA-C03/1.1'],
    level: 'apply',
    stem:
      'All orders go to an event bus. A fraud check, priced by the call, is to see orders of more than 1,000 euros; the amount is a number in ' +
      'the event. Other consumers stay as they are. What has the least to write and to operate?',
    decides: 'the amount is a number in the event',
    right: [
      [
        'A rule whose pattern compares the amount, with the check as target',
        'A pattern can compare numbers, so that what does not match is not delivered.',
      ],
    ],
    wrong: [
      [
        'code-for-what-is-a-setting',
        'A function that gets all orders, and calls the check for large ones',
        'It is code, and runs for each order, for what a pattern says in a line.',
      ],
      [
        'more-pieces-are-more-robust',
        'A topic and a queue between the bus and the check, for all of the orders',
        'Two more parts carry everything, and the check is still called for all of it.',
      ],
      [
        'batch-fits-everything',
        'A job at night that looks for large orders, and has them checked',
        'An order that should be stopped has left the house by then.',
      ],
    ],
    read: [
      {
        guide: 'Amazon EventBridge User Guide',
        page: 'Comparison operators for use in event patterns in Amazon EventBridge',
      },
    ],
  },
  'effort-wait-for-approval': {
    tasks: ['SAA-C03/2.1', 'DVA-C03/1.1'],
    level: 'apply',
    stem:
      'After a check by machine a loan waits for a person, who approves it by a link within five days. Then two more steps follow. It has to be ' +
      'visible where each loan stands. What has the least to write and to operate?',
    decides: 'within five days',
    right: [
      [
        'A standard workflow of Step Functions, with a task that waits for its token',
        'It waits for days at no cost for time, goes on when the link returns the token, and shows each execution.',
      ],
    ],
    wrong: [
      [
        'code-for-what-is-a-setting',
        'A function that looks into a table each minute for what has been approved',
        'States, timeouts and the view of them would all be code of one’s own.',
      ],
      [
        'more-pieces-are-more-robust',
        'A queue whose message is put back with a delay until the loan is approved',
        'A delay is fifteen minutes at most, so that one loan goes around hundreds of times.',
      ],
      [
        'own-servers-are-control',
        'A workflow engine on two instances, with a database for the open loans',
        'It has all of this, and servers, a database and upgrades besides.',
      ],
    ],
    read: [
      { guide: 'AWS Step Functions Developer Guide', page: 'Discover service integration patterns in Step Functions' },
    ],
  },
  'effort-same-two-hundred-pages': {
    tasks: ['SAA-C03/3.4', 'DVA-C03/4.3'],
    level: 'analyse',
    stem:
      'At the start of a sale everybody opens the same 200 product pages of an API, the same for all. The database is at its limit, and prices ' +
      'may be a minute old. The API stands behind CloudFront, which passes everything on. What helps with the least change?',
    decides: 'may be a minute old',
    right: [
      [
        'Let CloudFront keep the answers for a minute',
        'Of thousands of requests for a page about one a minute and place reaches the database.',
      ],
    ],
    wrong: [
      [
        'scale-hides-it',
        'Add two read replicas of the database to it',
        'They carry more, cost all day, and the API has to learn to use them.',
      ],
      [
        'code-for-what-is-a-setting',
        'Write the 200 pages to a bucket by a function',
        'It needs to know when each page changes, for what a time to live does.',
      ],
      [
        'more-pieces-are-more-robust',
        'Put a queue between the API and the database',
        'Somebody who opens a page waits for an answer, which then comes later.',
      ],
    ],
    read: [
      { guide: 'Amazon CloudFront Developer Guide', page: 'Manage how long content stays in the cache (expiration)' },
    ],
  },
  'effort-backups-of-all-accounts': {
    tasks: ['SAA-C03/2.2', 'SAA-C03/1.3'],
    level: 'apply',
    stem:
      'Sixty accounts of an organization have databases, volumes and file systems. All that bear a tag are to be backed up daily, with a copy in ' +
      'another account, and new accounts join each month. What has the least to operate?',
    decides: 'new accounts join each month',
    right: [
      [
        'A backup policy of the organization for AWS Backup, by that tag, with a copy rule',
        'It holds for accounts that join later, for all of these services, and copies into another account.',
      ],
    ],
    wrong: [
      [
        'code-for-what-is-a-setting',
        'A function in each account that makes snapshots by that tag and shares them around',
        'Sixty functions, and one more for each new account, do what a policy does.',
      ],
      [
        'own-servers-are-control',
        'A backup product on instances of one account, with roles in each of the other ones',
        'It has servers, licences and sixty roles to look after.',
      ],
      [
        'copy-to-be-safe',
        'Replicas of databases and file systems in a second region, in each of the accounts',
        'A replica follows a deletion within seconds, and is no backup to go back to.',
      ],
    ],
    read: [{ guide: 'AWS Backup Developer Guide', page: 'Managing AWS Backup resources across multiple AWS accounts' }],
  },
});
