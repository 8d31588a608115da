/** Tests that an assistant proposes, or that look at what it made: DVA 3.2. */
import { writtenItems } from '../written.ts';

const TESTING = { guide: 'AWS Lambda Developer Guide', page: 'How to test serverless functions and applications' };

export const generatedTests = writtenItems('2026-11-27', {
  'generated-tests-from-code': {
    tasks: ['DVA-C03/3.2'],
    level: 'analyse',
    stem:
      'A discount is to begin at an order of 100 euros; the code compares with “greater than”. From this code an assistant made sixty unit ' +
      'tests. All pass, and 97 % of the lines are covered. What would most likely have shown the fault?',
    decides: 'From this code',
    right: [
      [
        'A few tests made from the price list, at its limits',
        'Only the price list says what should happen at 100; the code says what does.',
      ],
    ],
    wrong: [
      [
        'tests-from-the-code-suffice',
        'Sixty more of the same code, with other amounts in them',
        'Each of them would state for its amount what the code does already.',
      ],
      [
        'coverage-is-quality',
        'A rule by which all of the lines have to be covered',
        'The line with the comparison is covered; no test asks it about 100.',
      ],
      [
        'scale-hides-it',
        'The same tests, made once more by a much larger model',
        'It reads the same code, which does not say that it is wrong.',
      ],
    ],
    read: [TESTING],
  },
  'generated-suite-worth': {
    tasks: ['DVA-C03/3.2'],
    level: 'apply',
    stem:
      'An assistant has written a suite of 300 unit tests for a service. Before the team relies on it, it wants to know whether the suite ' +
      'would notice a fault that somebody puts into the code next month. What shows that most directly?',
    decides: 'would notice a fault',
    right: [
      [
        'Change the code in many small ways, and count what the suite notices',
        'Each change is such a fault; those that no test notices show what the suite does not look at.',
      ],
    ],
    wrong: [
      [
        'coverage-is-quality',
        'Measure the share of the lines and branches that the suite runs through',
        'A line may be run without anything being asked about what it did.',
      ],
      [
        'scale-hides-it',
        'Run the suite a hundred times, and see whether it passes each of them',
        'It shows that the suite is steady, which an empty suite is as well.',
      ],
      [
        'the-tool-knows-the-context',
        'Let the assistant grade every test by how much it would notice',
        'It is an opinion about tests by who wrote them; nothing was tried.',
      ],
    ],
    read: [TESTING],
  },
  'generated-sleep': {
    tasks: ['DVA-C03/3.2'],
    level: 'apply',
    stem:
      'An assistant wrote a test against the test stage: it puts a message into a queue, sleeps for five seconds, and looks for an item in a ' +
      'table. One run in ten fails, though the item is there a little later. What makes the test reliable and keeps it quick?',
    decides: 'the item is there a little later',
    right: [
      [
        'Look for the item again and again, for up to a minute',
        'It ends as soon as the item is there, and fails only where the item does not come in any time that matters.',
      ],
    ],
    wrong: [
      [
        'scale-hides-it',
        'Sleep for a whole minute before it looks for the item at all',
        'It fails less often, and takes a minute each time, most of it for nothing.',
      ],
      [
        'change-first-look-later',
        'Run a test that failed up to three times before it counts',
        'It hides this fault and every true one that comes now and then.',
      ],
      [
        'tests-from-the-code-suffice',
        'Put a stand-in for queue and table into the test',
        'Then it is quick, and no longer says whether queue, function and table work together.',
      ],
    ],
    read: [TESTING],
  },
  'generated-mocked-table': {
    tasks: ['DVA-C03/3.2', 'DVA-C03/1.3'],
    level: 'apply',
    stem:
      'All unit tests of a generated class for DynamoDB pass; its client is a stand-in that returns what the class expects. On the test ' +
      'stage every write is refused, because a condition names an attribute by a reserved word. Which kind of test would have shown it ' +
      'before?',
    decides: 'its client is a stand-in',
    right: [
      [
        'One that writes to a real table, or to the one of an emulator',
        'Only something that reads the expression as DynamoDB does can refuse it.',
      ],
    ],
    wrong: [
      [
        'tests-from-the-code-suffice',
        'One that compares the expression with a copy of it that stands in the test',
        'The copy has the same word in it, and nobody who would refuse it.',
      ],
      [
        'coverage-is-quality',
        'One for each method of the class that has not been run by a test before',
        'The method was run; its stand-in accepts whatever it is given.',
      ],
      [
        'it-compiles-so-it-is-right',
        'One that checks the types of all parameters by the compiler',
        'An expression is text to the compiler, with a reserved word or without.',
      ],
    ],
    read: [{ guide: 'Amazon DynamoDB Developer Guide', page: 'Reserved words in DynamoDB' }],
  },
  'generated-answer-quality': {
    tasks: ['DVA-C03/3.2', 'DVA-C03/2.3'],
    level: 'analyse',
    stem:
      'A function has a model of Bedrock write summaries of complaints. The words differ from call to call. The prompt is changed weekly, and ' +
      'a change that makes summaries worse must be stopped in the pipeline. What should the pipeline check?',
    decides: 'The words differ from call to call',
    right: [
      [
        'Over a fixed set of complaints, how many summaries have the stated properties, against a threshold',
        'Properties (names the product, invents no sum, is short) hold for many wordings, and a share over cases shows a trend.',
      ],
    ],
    wrong: [
      [
        'tests-from-the-code-suffice',
        'For each complaint, whether its summary is word for word the one that was recorded last week',
        'It fails on every harmless wording, and after a week of that nobody looks at it.',
      ],
      [
        'the-tool-knows-the-context',
        'Whether the same model, asked freely, calls the summaries of the new prompt good ones',
        'It was told neither what good means here nor what to compare with.',
      ],
      [
        'it-compiles-so-it-is-right',
        'Whether a call with the new prompt is answered in time, and with a text that is not empty',
        'A wrong summary comes in time too, and is not empty.',
      ],
    ],
    read: [{ guide: 'Amazon Bedrock User Guide', page: 'Evaluate the performance of Amazon Bedrock resources' }],
  },
});
