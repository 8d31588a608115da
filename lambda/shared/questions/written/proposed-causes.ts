/** Causes that an assistant proposes: DVA 4.1. */
import { writtenItems } from '../written.ts';

const XRAY = { guide: 'AWS X-Ray Developer Guide', page: 'What is AWS X-Ray?' };

export const proposedCauses = writtenItems('2026-11-27', {
  'cause-proposed-throttling': {
    tasks: ['DVA-C03/4.1'],
    level: 'apply',
    stem:
      'At 14:05 an API begins to answer one request in five with 500. An assistant reads the alarm, and says that DynamoDB throttles the ' +
      'function. Raising the table’s capacity takes one command. What do you do first?',
    decides: 'says that DynamoDB throttles',
    right: [
      [
        'Look whether throttled requests of the table began at 14:05',
        'The proposal can be tested in a minute by a metric that has to show it, if it is so.',
      ],
    ],
    wrong: [
      [
        'scale-hides-it',
        'Raise the capacity of the table, since more of it can do no harm',
        'If it is something else, time and money are gone, and the errors are still there.',
      ],
      [
        'the-tool-knows-the-context',
        'Ask the assistant for how certain it is of that cause',
        'Its certainty is made of the same words as its proposal, and of no measurement.',
      ],
      [
        'change-first-look-later',
        'Go back to the release of yesterday, and see whether the errors end',
        'It may be right, once anything says that a release came at 14:05.',
      ],
    ],
    read: [{ guide: 'Amazon DynamoDB Developer Guide', page: 'DynamoDB metrics and dimensions' }],
  },
  'cause-lines-to-give': {
    tasks: ['DVA-C03/4.1', 'DVA-C03/4.2'],
    level: 'apply',
    stem:
      'One order in a thousand is lost between four functions. The log of a day has three million lines, all of them with the id of the request ' +
      'that goes through all four. An assistant is to help to find where orders are lost. Which lines help it most?',
    decides: 'the id of the request',
    right: [
      [
        'Those of all four functions for one lost order, and for one that arrived',
        'Side by side the two show the step at which they part.',
      ],
    ],
    wrong: [
      [
        'symptom-is-cause',
        'The last ten thousand of the function that reports an order as missing',
        'It reports what did not come; the reason stands with a function before it.',
      ],
      [
        'scale-hides-it',
        'All three million in pieces, with a summary made of each one of the pieces',
        'What belongs to one order ends up in different pieces, and a summary drops the rare line.',
      ],
      [
        'change-first-look-later',
        'None yet: let it propose a change of the retries, and look if it helps',
        'A change against a cause that nobody knows tells little, at one order in a thousand.',
      ],
    ],
    read: [{ guide: 'Amazon CloudWatch Logs User Guide', page: 'Analyzing log data with CloudWatch Logs Insights' }],
  },
  'cause-slow-partner': {
    tasks: ['DVA-C03/4.1', 'DVA-C03/4.3'],
    level: 'analyse',
    stem:
      'An HTTP API answers 503 after thirty seconds. The traces of those requests show 29.8 seconds in a call to a partner’s service, which ' +
      'usually takes 0.3. The API may answer without what the partner adds. An assistant proposes three changes, and a colleague one. ' +
      'Which one goes for the cause?',
    decides: '29.8 seconds in a call to a partner’s service',
    right: [
      [
        'Give up the partner’s call after two seconds, and answer without it',
        'The wait is what fills the thirty seconds, and the function decides how long it waits.',
      ],
    ],
    wrong: [
      [
        'scale-hides-it',
        'Raise the memory of the function, so that it gets more of the processor',
        'It waits for somebody else, and waits as long with a faster processor.',
      ],
      [
        'symptom-is-cause',
        'Raise the timeout of the function from thirty seconds to ninety or more',
        'The API gives up after thirty, and the function would wait on for nobody.',
      ],
      [
        'caching-fits-everything',
        'Keep the answers of the API for a minute, for those who ask for them next',
        'The first to ask for anything waits as before, and each asks for something else.',
      ],
    ],
    read: [XRAY],
  },
  'cause-is-it-fixed': {
    tasks: ['DVA-C03/4.1', 'DVA-C03/3.2'],
    level: 'analyse',
    stem:
      'Once or twice a week a booking is stored twice. An assistant says why, two requests that overlap, and writes a change. All tests pass ' +
      'with it, as they did before. What shows before the release that the change ends it?',
    decides: 'All tests pass with it, as they did before',
    right: [
      [
        'A test with two overlapping requests that fails without it',
        'A test that fails without the change and passes with it has seen the fault, and its end.',
      ],
    ],
    wrong: [
      [
        'symptom-is-cause',
        'Two days on the test stage on which no booking is stored twice',
        'At once or twice a week, two quiet days happen with the fault as well.',
      ],
      [
        'it-compiles-so-it-is-right',
        'An explanation that fits what has been seen in every detail',
        'A cause may sound right and be another; nothing was tried yet.',
      ],
      [
        'tests-from-the-code-suffice',
        'Further tests that the assistant makes from its change',
        'They say that the change does what it does, and not that this was the fault.',
      ],
    ],
    read: [{ guide: 'Amazon DynamoDB Developer Guide', page: 'DynamoDB condition expression CLI example' }],
  },
});
