/** Two steps that belong together, of five that are proposed: tasks of the developer's exam. */
import { writtenItems } from '../written.ts';

export const twoSteps = writtenItems('2026-11-27', {
  'two-password-in-repository': {
    tasks: ['DVA-C03/2.3', 'DVA-C03/2.2'],
    level: 'apply',
    stem:
      'The password of a database stood in a public repository for a month. A commit of today takes it out of the file. A function on Lambda ' +
      'still uses that password. Which two steps are needed now?',
    decides: 'still uses that password',
    right: [
      [
        'Set a new password in the database without delay',
        'The old one stands in the history and in copies, and has to be worth nothing from now on.',
      ],
      [
        'Keep the new one in Secrets Manager, read by the function’s role',
        'It then stands in no file, and who reads it is decided by a policy and can be seen.',
      ],
    ],
    wrong: [
      [
        'trust-what-is-inside',
        'Make the repository private, and keep the old password for now',
        'Those who copied it in that month still have it, and it still works.',
      ],
      [
        'filter-once-at-the-door',
        'Put the old one into the file once more, in base64',
        'An encoding is undone by anybody, and the password is as known as before.',
      ],
      [
        'change-first-look-later',
        'Look through the database’s log for a month, and decide after it',
        'Until then everybody who read the file may sign in.',
      ],
    ],
    read: [{ guide: 'AWS Secrets Manager User Guide', page: 'AWS Secrets Manager best practices' }],
  },
  'two-build-once': {
    tasks: ['DVA-C03/3.1', 'DVA-C03/3.3'],
    level: 'analyse',
    stem:
      'A pipeline builds a function again for each of its stages, from the same commit and with “latest” for each library. All tests passed; a ' +
      'day later the build for production took in a new release of a library, and failed there. Which two changes, each by itself, would have ' +
      'prevented it?',
    decides: 'a new release of a library',
    right: [
      [
        'Build once, and deploy that one artifact to each stage',
        'What was tested is then what is deployed, whatever is released in between.',
      ],
      [
        'Install exact versions from a lock file that is committed',
        'Each build then has the libraries that the commit names.',
      ],
    ],
    wrong: [
      [
        'coverage-is-quality',
        'Raise the share of covered lines that the build asks for',
        'The tests ran against other libraries than production had, however much they cover.',
      ],
      [
        'scale-hides-it',
        'Give the build for production a larger machine with more memory',
        'It installs the same new release, a little sooner.',
      ],
      [
        'tests-from-the-code-suffice',
        'Let an assistant write more unit tests for each of the handlers',
        'They would pass as well, on the day before that release.',
      ],
    ],
    read: [{ guide: 'AWS CodePipeline User Guide', page: 'Input and output artifacts' }],
  },
  'two-careful-release': {
    tasks: ['DVA-C03/3.3'],
    level: 'apply',
    stem:
      'Callers use a function by its alias. A fault in a new version may reach a tenth of the calls at most, and is to be undone without anybody ' +
      'awake. The function is deployed by CodeDeploy. Which two settings are needed?',
    decides: 'a tenth of the calls at most',
    right: [
      [
        'A canary of a tenth for ten minutes',
        'A tenth of the calls goes to the new version at first, and the others once the ten minutes have passed well.',
      ],
      [
        'An alarm on its errors that rolls it back',
        'When the alarm goes off during the ten minutes, CodeDeploy itself sets the alias back. A fault that shows only later reaches all calls and is not rolled back: the time has to be long enough.',
      ],
    ],
    wrong: [
      [
        'change-first-look-later',
        'All at once, at three in the morning',
        'Each call of that hour reaches the fault, and nobody is awake to undo it.',
      ],
      ['scale-hides-it', 'Provisioned concurrency for the alias', 'The new version starts sooner, with its fault.'],
      [
        'symptom-is-cause',
        'More attempts for calls that have failed',
        'A fault of the code fails at each attempt, and callers wait longer.',
      ],
    ],
    read: [{ guide: 'AWS CodeDeploy User Guide', page: 'Working with deployment configurations in CodeDeploy' }],
  },
  'two-large-uploads': {
    tasks: ['DVA-C03/1.1', 'SAA-C03/3.1'],
    level: 'apply',
    stem:
      'Phones send videos of 2 GB through an HTTP API and a function to a bucket. The API refuses bodies of more than 10 MB, and a line that ' +
      'breaks at 90 % begins from nothing. Which two changes solve both?',
    decides: 'refuses bodies of more than 10 MB',
    right: [
      [
        'Hand out presigned URLs, by which phones write to the bucket',
        'The function hands out a permission, and the video goes past API and function.',
      ],
      [
        'Send a video in parts, by a multipart upload of S3',
        'A part that broke is sent again, and those that arrived stay.',
      ],
    ],
    wrong: [
      [
        'scale-hides-it',
        'Give the function 10 GB of memory and fifteen minutes',
        'The body is refused by the API before any function sees it.',
      ],
      [
        'more-pieces-are-more-robust',
        'Put a queue between API and function for the videos',
        'A message takes 1 MiB at most, and the API still refuses the body.',
      ],
      [
        'caching-fits-everything',
        'Put CloudFront in front, and let it keep the videos',
        'A cache keeps answers; an upload passes on to the API that refuses it.',
      ],
    ],
    read: [{ guide: 'Amazon S3 User Guide', page: 'Uploading objects with presigned URLs' }],
  },
  'two-alarms-that-are-read': {
    tasks: ['DVA-C03/4.2'],
    level: 'analyse',
    stem:
      'Forty alarms on processors and memory send 300 mails a day, which nobody reads. Last week checkout failed for one customer in ten for two ' +
      'hours, and no alarm went off. Which two changes make alarms that are worth being woken for?',
    decides: 'checkout failed for one customer in ten',
    right: [
      [
        'Alarm on the share of checkouts that fail, and on how long they take',
        'It goes off when customers notice something, whatever the cause is.',
      ],
      [
        'Call somebody for three bad minutes of five, and mail nothing for one',
        'A single peak wakes nobody, and what stays bad does.',
      ],
    ],
    wrong: [
      [
        'coverage-is-quality',
        'Add an alarm for each metric that has none as yet, with a mail for each',
        'There would be more mails, and those of today already go unread.',
      ],
      [
        'scale-hides-it',
        'Lower the limits of the forty, so that they go off sooner than they do',
        'They go off more often for what harms nobody; the processors were fine last week.',
      ],
      [
        'the-tool-knows-the-context',
        'Let an assistant sum the 300 mails of a day up in one every morning',
        'What is not measured is in no mail, and the morning comes after the two hours.',
      ],
    ],
    read: [{ guide: 'Amazon CloudWatch User Guide', page: 'Using Amazon CloudWatch alarms' }],
  },
});
