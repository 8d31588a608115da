/** Code that an assistant proposes: DVA 1.1. What to make of it is a judgement. */
import { writtenItems } from '../written.ts';

const SDK = { guide: 'AWS SDK for JavaScript Developer Guide', page: 'Create and call service objects' };
const IDEMPOTENT = {
  guide: 'AWS Lambda Developer Guide',
  page: 'Best practices for working with AWS Lambda functions',
};

export const generatedCode = writtenItems('2026-11-27', {
  'generated-unknown-method': {
    tasks: ['DVA-C03/1.1'],
    level: 'apply',
    stem:
      'An assistant writes a handler that reads forty items from DynamoDB by one call. You do not know the name of that method of the SDK, ' +
      'the variable of the client has the type any, and the project compiles. What tells soonest whether the code can work?',
    decides: 'has the type any',
    right: [
      [
        'Give the client its own type, and look the call up in the reference',
        'With its type the compiler refuses a method that is not there, and the reference says how the call is made.',
      ],
    ],
    wrong: [
      [
        'the-tool-knows-the-context',
        'Ask the assistant whether the method exists in this version of the SDK',
        'What made the name up may well confirm it; neither answer is evidence.',
      ],
      [
        'change-first-look-later',
        'Deploy it to the test stage, and wait for an error of that name in its log',
        'It would tell too, a deployment and a request later, and only on that branch of the code.',
      ],
      [
        'it-compiles-so-it-is-right',
        'Take it: a project that compiles has no methods in it that are not known',
        'A value of type any takes each method, so that the compiler has looked at nothing here.',
      ],
    ],
    read: [SDK],
  },
  'generated-house-rules': {
    tasks: ['DVA-C03/1.1'],
    level: 'apply',
    stem:
      'An assistant writes good handlers, but each with a form of log, error and metric of its own. Reviewers put the same twelve rules ' +
      'of the team into every pull request by hand. Several developers and assistants work on the repository. What lowers that work ' +
      'for all of them?',
    decides: 'Several developers and assistants',
    right: [
      [
        'Write the rules into files of the repository that assistants read, and into a linter',
        'Anyone who asks gets the rules with the request, and what can be checked is checked without a reviewer.',
      ],
    ],
    wrong: [
      [
        'the-tool-knows-the-context',
        'Wait: from the code around it an assistant learns what the team wants in time',
        'What it sees is code in twelve forms; which of them is wanted stands nowhere.',
      ],
      [
        'scale-hides-it',
        'Let everybody use the largest model there is, with the longest context on offer',
        'A larger model does not know a rule either that nobody wrote down.',
      ],
      [
        'change-first-look-later',
        'Merge what works, and bring it all into one form in a week set aside for that',
        'Until then each new file copies another form, and the week changes code that is in use.',
      ],
    ],
    read: [
      { guide: 'Amazon Q Developer User Guide', page: 'Creating project rules for use with Amazon Q Developer chat' },
    ],
  },
  'generated-charge-consumer': {
    tasks: ['DVA-C03/1.1', 'DVA-C03/1.2'],
    level: 'analyse',
    stem:
      'An assistant wrote the function that takes orders from a standard SQS queue and charges a card for each. It is tidy, typed, and ' +
      'came with twenty passing tests. There is time to look at two things before the release. Which two?',
    decides: 'a standard SQS queue',
    right: [
      [
        'Whether an order that is delivered twice is charged once',
        'A standard queue delivers at least once, so that this will happen.',
      ],
      [
        'Whether one order that fails leaves the others of its batch alone',
        'Without a report of partial failures a whole batch comes again, and with it orders that were charged.',
      ],
    ],
    wrong: [
      [
        'it-compiles-so-it-is-right',
        'Whether names and comments are those of the other functions',
        'It is worth a remark, and no card is charged twice by a name.',
      ],
      [
        'tests-from-the-code-suffice',
        'Whether the twenty tests still pass on the build server as well',
        'They were made from the code, and repeat what it does, right or wrong.',
      ],
      [
        'the-tool-knows-the-context',
        'Whether a second assistant that reads it finds anything to say against it',
        'It may, but neither of the two knows what this queue and this card service do.',
      ],
    ],
    read: [IDEMPOTENT],
  },
  'generated-data-in-prompt': {
    tasks: ['DVA-C03/1.1', 'DVA-C03/2.2'],
    level: 'apply',
    stem:
      'A function fails on some customer records, and an assistant outside of your account is to find out why. The records hold names and ' +
      'health data, which by contract stay in your account. The fault has to do with a date in an unusual form. What do you give the ' +
      'assistant?',
    decides: 'stay in your account',
    right: [
      [
        'A made-up record with the same fields and such a date, and the code',
        'It shows the fault as well, and nothing in it belongs to anybody.',
      ],
    ],
    wrong: [
      [
        'more-prompting-secures',
        'A failing record, with the request to keep no copy of it',
        'A request is no control: the record has left the account as soon as it is sent.',
      ],
      [
        'wide-rights-for-speed',
        'A role that reads the table, for as long as the search for the fault goes on',
        'It hands over all records, where a single one was already too much.',
      ],
      [
        'trust-what-is-inside',
        'A failing record in base64, sent from a machine that the company looks after',
        'An encoding is undone by anybody, and where it was sent from does not matter.',
      ],
    ],
    read: [{ guide: 'AWS Well-Architected Framework, Security Pillar', page: 'Data classification' }],
  },
  'generated-wide-policy': {
    tasks: ['DVA-C03/1.1', 'DVA-C03/2.1'],
    level: 'apply',
    stem:
      'An assistant proposes a role for a function that puts objects under one prefix of one bucket. Its policy allows s3:* on every ' +
      'resource, “to be narrowed later”. The function is to go to production today. What do you do with the policy?',
    decides: 'puts objects under one prefix',
    right: [
      [
        'Allow s3:PutObject on that prefix, and run the function’s tests under it',
        'The task names the action and the resource; a test under the role shows whether anything is missing.',
      ],
    ],
    wrong: [
      [
        'wide-rights-for-speed',
        'Take it for today, and narrow it once the function has been running for a week',
        'What works is seldom narrowed, and for that week the function may delete every bucket.',
      ],
      [
        'it-compiles-so-it-is-right',
        'Take it as soon as a validator of policies has found no error in its grammar',
        'The grammar is right; what it allows is the fault.',
      ],
      [
        'more-prompting-secures',
        'Take it, with a comment in the code by which only this prefix is to be written',
        'A comment holds back neither a mistake nor somebody who has the function’s credentials.',
      ],
    ],
    read: [{ guide: 'AWS Identity and Access Management User Guide', page: 'Security best practices in IAM' }],
  },
});
