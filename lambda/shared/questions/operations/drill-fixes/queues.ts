/** Incidents of a queue and of the mapping that hands its messages to a function. */
import type { Story } from './story.ts';

export const QUEUE_STORIES: readonly Story[] = [
  {
    drill: 'event-pipeline/consumer-asleep',
    tells:
      'A Lambda function takes events of several kinds from an SQS queue by an event source mapping. Since noon nothing arrives; the queue grows, ' +
      'and no error is counted: the mapping is disabled.',
    fixes: [
      [
        'solution',
        'Enable the event source mapping, and leave its other settings alone',
        'repaired',
        'Lambda polls the queue again, and works off what waited.',
        'one-wording-is-right',
      ],
      [
        'Enables it and lets it take smaller batches, until the backlog is gone',
        'Enable the event source mapping, with batches of 5 for the time being',
        'repaired',
        'Smaller batches are more invocations, and each event is worked on as before.',
        'one-wording-is-right',
      ],
      [
        'Deletes the mapping and recreates it, as the template has it',
        'Delete the event source mapping, and create it again as the template has it',
        'repaired',
        'A mapping holds no messages: they wait in the queue until the new one polls.',
        'one-wording-is-right',
      ],
      [
        'Enables it, and takes what was reported as failed for done, so that the backlog drains faster',
        'Enable the event source mapping, without its report of failed items of a batch',
        'harmed',
        'Events arrive. Those that fail in a batch are deleted with the others from now on.',
        'a-safeguard-can-wait',
      ],
      [
        'Enables it, and lets everybody send to the queue in case somebody could not',
        'Enable the mapping, and let any principal send to the queue by its policy',
        'harmed',
        'Events arrive, and so does whatever anybody sends who knows the address of the queue.',
        'more-allowed-does-no-harm',
      ],
      [
        'Enables it for lessons alone, to work off the backlog piece by piece',
        'Enable the event source mapping, with a filter for one kind of events at first',
        'there',
        'For SQS, what the filter does not match is deleted: the other kinds do not arrive.',
        'a-part-of-it-is-enough',
      ],
      [
        'Gives the worker three times as much memory, so that it catches up',
        'Give the function three times as much memory, so that it catches up',
        'there',
        'Nobody invokes it, however fast it would be.',
        'more-power-helps',
      ],
      [
        'Works a waiting message off by hand, by invoking the worker with it',
        'Invoke the function by hand with the event of the learner who complained',
        'there',
        'One event is done, and all others go on waiting.',
        'quiet-is-repaired',
      ],
      [
        'event-pipeline/silent-loss: solution',
        'Let the event source mapping take reports of the failed items of a batch',
        'there',
        'That is about what becomes of failures, and nothing is taken from the queue at all.',
        'close-by-is-enough',
      ],
      [
        'Enables the mapping of the review cards',
        'Enable the event source mapping of another queue, whose worker is next to it',
        'there',
        'Each mapping polls its own queue.',
        'close-by-is-enough',
      ],
      [
        'Empties the queue, so that its age is nought again, and enables the mapping',
        'Purge the queue, so that its age is nought again, and enable the mapping',
        'harmed',
        'New events are taken. Those that had waited were lost with the purge.',
        'a-safeguard-can-wait',
      ],
      [
        'Takes what waits out of the queue to look at it, and enables the mapping',
        'Receive and delete what waits, to look at it, and enable the mapping',
        'harmed',
        'New events are taken. What was deleted reaches the worker no longer.',
        'a-safeguard-can-wait',
      ],
    ],
  },
  {
    drill: 'event-pipeline/filtered-away',
    tells:
      'A Lambda function takes events of three kinds from an SQS queue by an event source mapping. Since a change one kind arrives, and the two ' +
      'others are gone without an error: the mapping has a filter for the one.',
    fixes: [
      [
        'solution',
        'Take the filter off the event source mapping, and leave the rest of it alone',
        'repaired',
        'All that is in the queue is handed over again, and what is unknown can be parked.',
        'one-wording-is-right',
      ],
      [
        'Deletes the mapping and recreates it, as the template has it',
        'Delete the event source mapping, and create it again as the template has it',
        'repaired',
        'The template has no filter, and a mapping holds no messages of its own.',
        'one-wording-is-right',
      ],
      [
        'Takes the filter away by a call that names nothing else',
        'Update the event source mapping with a list of filters that is empty',
        'repaired',
        'An empty list takes the filters away, and what is not named stays as it is.',
        'one-wording-is-right',
      ],
      [
        'Takes the filter away, and lets everybody send to the queue',
        'Take the filter off, and let any principal send to the queue by its policy',
        'harmed',
        'All kinds arrive, and so does whatever anybody sends who knows the address of the queue.',
        'more-allowed-does-no-harm',
      ],
      [
        'Adds the one kind that was complained about to the filter',
        'Add the kind of the learner who complained to the filter of the mapping',
        'there',
        'The third kind is deleted as before, and so is each kind that comes later.',
        'a-part-of-it-is-enough',
      ],
      [
        'Names the kinds in the rule on the bus, and leaves the filter',
        'Name all three kinds in the rule on the bus, in front of the queue',
        'there',
        'They reached the queue before as well. Behind it the filter goes on deleting.',
        'close-by-is-enough',
      ],
      [
        'Stops the consumer, so that nothing more is deleted and nothing more arrives',
        'Disable the event source mapping, so that no further event is deleted',
        'there',
        'Nothing more is lost, and now no kind arrives.',
        'quiet-is-repaired',
      ],
      [
        'event-pipeline/consumer-asleep: solution',
        'Enable the event source mapping, and leave its other settings alone',
        'there',
        'It is enabled: it is its filter that deletes two kinds.',
        'close-by-is-enough',
      ],
      [
        'event-pipeline/silent-loss: solution',
        'Let the event source mapping take reports of the failed items of a batch',
        'there',
        'What a filter deletes has not failed, and is in no report.',
        'close-by-is-enough',
      ],
    ],
  },
  {
    drill: 'event-pipeline/silent-loss',
    tells:
      'A Lambda function takes events from an SQS queue in batches, and answers with the ids of those that failed. On slow days single events ' +
      'are lost; none is received a second time: the mapping does not ask for ReportBatchItemFailures.',
    fixes: [
      [
        'solution',
        'Let the event source mapping take reports of the failed items of a batch',
        'repaired',
        'Lambda then deletes what succeeded, and the failed ones come again.',
        'one-wording-is-right',
      ],
      [
        'Reports failures and takes smaller batches, by a call that names nothing else',
        'Let the mapping take reports of failed items, and set its batches to 5',
        'repaired',
        'The failed ones come again; the size of batches has no part in it.',
        'one-wording-is-right',
      ],
      [
        'Deletes the mapping and recreates it, as the template has it',
        'Delete the event source mapping, and create it again as the template has it',
        'repaired',
        'The template asks for reports, and a mapping holds no messages of its own.',
        'one-wording-is-right',
      ],
      [
        'Reports failures, and makes the worker an administrator in case it was refused something',
        'Let the mapping take reports of failed items, and give the function all rights',
        'harmed',
        'The failed ones come again, and a worker may do all that there is in the account.',
        'more-allowed-does-no-harm',
      ],
      [
        'Hands over one message at a time, so that no other can be lost with it',
        'Set the batches of the mapping to 1, so that no event is lost with another',
        'there',
        'An answer with a failed id is a success to a mapping without reports, for one message too.',
        'a-part-of-it-is-enough',
      ],
      [
        'Hides messages for a quarter of an hour, to give the database time',
        'Set the visibility timeout of the queue to 15 minutes, to give it time',
        'there',
        'Messages that are deleted do not become visible again, however long that takes.',
        'more-power-helps',
      ],
      [
        'Lets a message be received a hundred times before it counts as lost',
        'Set maxReceiveCount of the queue to 100, so that it is tried more often',
        'there',
        'What is deleted after the first attempt has no second.',
        'close-by-is-enough',
      ],
      [
        'event-pipeline/consumer-asleep: solution',
        'Enable the event source mapping, and leave its other settings alone',
        'there',
        'It is enabled: it takes what failed for done.',
        'close-by-is-enough',
      ],
      [
        'Gives the worker more memory for slow days',
        'Give the function more memory, so that it gets through slow days',
        'there',
        'Whatever still fails is taken for done, as before.',
        'more-power-helps',
      ],
    ],
  },
];
