/**
 * What the handlers of this project need from outside, declared once: the stack sets it, the handlers read it.
 * No side effects, no SDK: the stack imports this file.
 */

/** The folders of `build/lambda/event-pipeline`, for the stack's `handlerAsset(slug, name)`. */
export const HANDLERS = {
  acceptActivity: 'accept-activity',
  applyActivity: 'apply-activity',
  moveCard: 'move-card',
  awardMilestone: 'award-milestone',
  readStandings: 'read-standings',
} as const;

/** Environment variables, each with what it holds. */
export const VARIABLES = {
  ACTIVITY_BUS_NAME: "the activity bus's name",
  CARD_QUEUE_URL: "the URL of the FIFO queue of the learners' review cards",
  DEAD_LETTER_QUEUE_URL: 'the URL of the queue where a message that can never succeed is parked',
  MILESTONES_TABLE_NAME: "the milestones table's name",
  STANDINGS_TABLE_NAME: "the standings table's name",
} as const;

/** `source` of every event of this project on the bus, and what the bus's rule matches. */
export const EVENT_SOURCE = 'certlab.study';

/** CloudWatch namespace of the metrics that the handlers write. */
export const METRICS_NAMESPACE = 'certlab/event-pipeline';

/** Names of those metrics; each counts events. */
export const METRICS = {
  /** Accepted at the edge and handed on. */
  accepted: 'EventAccepted',
  /** Refused at the edge, by `reason`. */
  refused: 'EventRefused',
  /** Applied, with its effect and its dedupe record in one transaction. */
  applied: 'EventApplied',
  /** Seen before; nothing was done. */
  duplicate: 'EventDuplicate',
  /** Arrived after a newer answer to the same card; recorded, and the card stays. */
  late: 'EventLate',
  /** Sent to the dead-letter queue at once, by `reason`, since no retry could help. */
  parked: 'EventParked',
  /** Failed in a way that a retry can heal; the message goes back to its queue. */
  failed: 'EventFailed',
} as const;

/** Epoch seconds in both tables' terms; DynamoDB deletes a dedupe record some time after it. */
export const TTL_ATTRIBUTE = 'expiresAt';

/**
 * How long an event can come back: four days in the queue, fourteen in its dead-letter queue (which count from the
 * first sending), thirty in the archive and the time a person takes. A dedupe record has to outlive all of it.
 */
export const ARCHIVE_DAYS = 30;
export const DEDUPE_DAYS = 60;

/** Message attributes of a parked message. `group` is the message group it had, in a FIFO queue. */
export const PARKED = { reason: 'reason', problem: 'problem', group: 'group' } as const;
