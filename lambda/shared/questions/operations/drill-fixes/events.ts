/** Incidents of a rule, a pipe and an alarm. */
import type { Story } from './story.ts';

export const EVENT_STORIES: readonly Story[] = [
  {
    drill: 'event-pipeline/rule-mismatch',
    tells:
      'A rule on a custom event bus matches by source, and sends to a queue with a worker. Since producers were to change their names, no event ' +
      'arrives; the rule counts no match: its pattern names a source that nobody has. An archive of the bus has them all, and is replayed after the repair.',
    fixes: [
      [
        "Puts the rule with the right source, and with this account's own events alone",
        'Put the rule with the right source, and the own account as a condition',
        'repaired',
        'All producers are in this account, so that the condition holds for each of their events.',
        'one-wording-is-right',
      ],
      [
        'Deletes the rule and recreates it, its target with it',
        'Delete rule and target, and create both again with the right source',
        'repaired',
        'A rule holds no events. With its target it is what it was before.',
        'one-wording-is-right',
      ],
      [
        'Lets everything through, whatever its source',
        'Put the rule with a pattern that every source on the bus matches',
        'harmed',
        'Events arrive, and those of other programs on the bus with them.',
        'more-allowed-does-no-harm',
      ],
      [
        'Lets through whatever does not come from AWS itself',
        'Put the rule with a pattern for each source that is not of AWS itself',
        'harmed',
        'Events arrive, and those of other programs on the bus with them.',
        'more-allowed-does-no-harm',
      ],
      [
        'Makes a second rule with the right source, and gives it no target',
        'Put a second rule with the right source beside the first, which stays',
        'there',
        'It matches, and has no target that it could send to.',
        'close-by-is-enough',
      ],
      [
        'Publishes the lost events by hand under the name that the rule has',
        'Publish the lost events by hand with the source that the rule has',
        'there',
        'They arrive. What producers send from now on is dropped as before.',
        'quiet-is-repaired',
      ],
      [
        'event-pipeline/consumer-asleep: solution',
        'Enable the mapping between queue and worker, and leave the rule alone',
        'there',
        'It is enabled, and has nothing to take: no event gets to the queue.',
        'close-by-is-enough',
      ],
      [
        'solution',
        'Put the rule with the source that producers have, and leave its target as it is',
        'repaired',
        'It matches their events again, and sends them where it did before.',
        'one-wording-is-right',
      ],
    ],
  },
  {
    drill: 'event-pipeline/nothing-arrives',
    tells:
      'A rule on an event bus sends to an SQS queue, and an event source mapping hands over to a function. For maintenance rule and mapping were ' +
      'disabled. Since then, no event arrives. An archive of the bus has them all, and is replayed after the repair.',
    fixes: [
      [
        'solution',
        'Enable the event source mapping, and then the rule on the event bus',
        'repaired',
        'Events reach the queue again, and the function takes them from there.',
        'one-wording-is-right',
      ],
      [
        'Enables both by the calls that are there for it, the front first',
        'Enable the rule on the event bus, and then the event source mapping',
        'repaired',
        'Both are needed, and which is first makes no difference: the queue keeps what comes.',
        'one-wording-is-right',
      ],
      [
        'Enables the rule, and makes the mapping again as the template has it',
        'Enable the rule, and create the mapping again as the template has it',
        'repaired',
        'A mapping holds no messages, so that a new one takes what waits.',
        'one-wording-is-right',
      ],
      [
        'Starts both, and lets everything on the bus through to be on the safe side',
        'Enable both, the rule with a pattern that every source on the bus matches',
        'harmed',
        'Events arrive, and those of other programs on the bus with them.',
        'more-allowed-does-no-harm',
      ],
      [
        'Starts both, the consumer without its report of failures',
        'Enable both, the mapping without its report of failed items of a batch',
        'harmed',
        'Events arrive. Those that fail in a batch are deleted with the others from now on.',
        'a-safeguard-can-wait',
      ],
      [
        'Starts the consumer, watches the backlog drain, and goes home',
        'Enable the event source mapping, and see how the queue is worked off',
        'there',
        'What waited goes through. New events are dropped at the bus while the rule is disabled.',
        'a-part-of-it-is-enough',
      ],
      [
        'Enables the rule, sees the queue grow, and waits for it to be worked off',
        'Enable the rule on the event bus, and see how the queue fills again',
        'there',
        'Events come as far as the queue, and nobody takes them.',
        'a-part-of-it-is-enough',
      ],
      [
        'Starts the consumer, and puts an event into the queue by hand, which arrives',
        'Enable the event source mapping, and send an event to the queue as a test',
        'there',
        'The test goes through, for it is sent behind the rule that is disabled.',
        'quiet-is-repaired',
      ],
      [
        'Starts the pipe and the mapping of the review cards, which were running',
        'Enable the mapping of another queue, and start a pipe that reads a stream',
        'there',
        'Neither is on the way that the events take.',
        'close-by-is-enough',
      ],
      [
        'Begins with an empty queue, and starts both',
        'Purge the queue in front of the function, and then enable rule and mapping',
        'harmed',
        'New events arrive. Those that waited in the queue were lost with the purge.',
        'a-safeguard-can-wait',
      ],
    ],
  },
  {
    drill: 'event-pipeline/pipe-stopped',
    tells:
      'An EventBridge pipe reads new items from the stream of a table, and starts a workflow for each, which awards them. Since nine, items are ' +
      'added and none is awarded; no execution is counted: the pipe is stopped.',
    fixes: [
      [
        'solution',
        'Start the pipe by its own call, and leave stream and workflow alone',
        'repaired',
        'It reads on, and starts the workflow for each new item.',
        'one-wording-is-right',
      ],
      [
        'Updates the pipe with the state that it should be in',
        'Update the pipe with the desired state RUNNING, and nothing else',
        'repaired',
        'The desired state is what starting it sets as well.',
        'one-wording-is-right',
      ],
      [
        'Starts the pipe, and makes its role an administrator in case it was refused something',
        'Start the pipe, and attach AdministratorAccess to the role of it',
        'harmed',
        'It was stopped, and not refused. Its role may now do all that there is in the account.',
        'more-allowed-does-no-harm',
      ],
      [
        'Starts the workflow by hand for the learner who complained',
        'Start an execution of the workflow by hand for who complained',
        'there',
        'One item is awarded, and those of others are not.',
        'quiet-is-repaired',
      ],
      [
        'Gives the task of the workflow more memory',
        'Give the function that the workflow calls twice the memory',
        'there',
        'The workflow is not started, so that its function is not called.',
        'more-power-helps',
      ],
      [
        'Restarts the worker of the activity queue instead',
        'Enable the mapping of the queue whose worker adds the items',
        'there',
        'Items are being added all the time. Behind them the pipe stands still.',
        'close-by-is-enough',
      ],
      [
        'Deletes the pipe and recreates it, from the oldest record of the stream on',
        'Delete the pipe, and create it again from the oldest record of the stream',
        'repaired',
        'A stream keeps records for 24 hours, so that the new pipe reads what the old one left.',
        'one-wording-is-right',
      ],
    ],
  },
  {
    drill: 'event-pipeline/alarm-blind',
    tells:
      'A worker on Lambda failed for hours. The alarm on its Errors of a minute, one or more, stayed OK with an empty graph: its dimension names a ' +
      'function that does not exist. Nobody would be called for the next failure either.',
    fixes: [
      [
        'solution',
        "Put the alarm with the worker's name as its dimension, and all else as it is",
        'repaired',
        'A metric is its name with all of its dimensions, and this is the one that has the errors.',
        'one-wording-is-right',
      ],
      [
        'Asks for more than nought errors in place of one or more',
        "Put the alarm with the worker's name as dimension, for more than 0 errors",
        'repaired',
        'More than 0 and 1 or more are the same for a count.',
        'one-wording-is-right',
      ],
      [
        'Deletes the alarm and recreates it under its name',
        "Delete the alarm, and create it under its name with the worker's dimension",
        'repaired',
        'An alarm reads its metric, and keeps no data that could be lost.',
        'one-wording-is-right',
      ],
      [
        'Makes missing data an alarm, so that the box is not empty any more',
        'Put the alarm with missing data as breaching, and its dimension as it is',
        'there',
        'It is on fire day and night then, and errors of the worker still change nothing.',
        'quiet-is-repaired',
      ],
      [
        "Watches the worker's invocations, which have data at least",
        "Put the alarm on the worker's Invocations, which have data each minute",
        'there',
        'Invocations are counted of a healthy worker as well: it tells nothing of errors.',
        'close-by-is-enough',
      ],
      [
        'Watches the errors of the worker of the review cards',
        'Put the alarm with the name of another worker, which has errors at times',
        'there',
        'It hears of the other one, and this worker can fail unheard.',
        'close-by-is-enough',
      ],
      [
        'Watches the right metric, and waits for a hundred errors a minute',
        "Put the alarm with the worker's name as dimension, for 100 errors or more",
        'there',
        'A worker that fails for each of fifty events a minute would still be quiet.',
        'a-part-of-it-is-enough',
      ],
      [
        'Sets the alarm off by hand, once, to see that somebody is told',
        'Set the state of the alarm to ALARM by hand, to see that somebody is told',
        'there',
        'The way from alarm to people is tried, and not that from the errors to the alarm.',
        'a-part-of-it-is-enough',
      ],
      [
        'Puts the alarm with all that it needs, and forgets its description',
        "Put the alarm with the worker's name as dimension, and without its description",
        'repaired',
        'A description is for readers; what is watched and who is called is as before.',
        'one-wording-is-right',
      ],
      [
        'Watches the right metric, and compares the wrong way round',
        "Put the alarm with the worker's name as dimension, for fewer than 1 error",
        'there',
        'It goes off while the worker is well, and is quiet while it fails.',
        'a-part-of-it-is-enough',
      ],
      [
        'Watches the right metric, and has its actions switched off so as not to wake anybody while testing',
        "Put the alarm with the worker's name as dimension, and its actions disabled",
        'there',
        'It changes its state, and tells nobody of it.',
        'quiet-is-repaired',
      ],
    ],
  },
];
