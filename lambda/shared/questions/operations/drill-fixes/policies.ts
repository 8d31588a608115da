/** Incidents of roles that lack a permission. */
import type { Story } from './story.ts';

export const POLICY_STORIES: readonly Story[] = [
  {
    drill: 'serverless-api/query-denied',
    tells:
      'An API on Lambda reads from one DynamoDB table. Since a review of permissions single items are served, and lists of tasks, from the ' +
      'table, and lists by level, from its index, end in 500: dynamodb:Query is refused.',
    fixes: [
      [
        'solution',
        "Allow dynamodb:Query on the table and on its index, in the role's own policy",
        'repaired',
        'It gives back the one action on the two resources that the lists read from.',
        'one-wording-is-right',
      ],
      [
        'Allows dynamodb:Query in a second inline policy, in a statement for each resource',
        'Allow dynamodb:Query in a second inline policy, a statement each for table and index',
        'repaired',
        'All policies of a role are read together: in which of them a statement stands makes no difference.',
        'one-wording-is-right',
      ],
      [
        'Allows dynamodb:Query in a customer managed policy, the action in small letters',
        'Allow dynamodb:query, so written, on table and index in a customer managed policy',
        'repaired',
        'Actions are compared without regard to case, and a managed policy counts as an inline one does.',
        'one-wording-is-right',
      ],
      [
        'Allows Query on all tables of the account',
        "Allow dynamodb:Query on all tables of the account, in the role's own policy",
        'harmed',
        'The lists work, and the function may read tables that are none of its business.',
        'more-allowed-does-no-harm',
      ],
      [
        'Allows everything but the few actions that sounded dangerous',
        'Allow all that is not iam:* or dynamodb:Delete*, by a statement with NotAction',
        'harmed',
        'NotAction allows whatever it does not name, of every service.',
        'more-allowed-does-no-harm',
      ],
      [
        'Allows Query on the index, which the failing request in the log was about',
        "Allow dynamodb:Query on the table's index alone, which a line in the log names",
        'there',
        'Lists of tasks are read from the table itself, which is another resource than its index.',
        'a-part-of-it-is-enough',
      ],
      [
        'Gives the permission to the role of another function',
        'Allow dynamodb:Query on table and index to the role of the function that writes it',
        'there',
        'Each function acts under a role of its own; that of another gives it nothing.',
        'close-by-is-enough',
      ],
      [
        'Serves only what still works: the route of single certifications',
        'Narrow the route of the API to single items, which are served as before',
        'there',
        'Lists answer 404 in place of 500: callers have them as little as before.',
        'quiet-is-repaired',
      ],
    ],
  },
  {
    drill: 'serverless-api/index-forgotten',
    tells:
      'An API on Lambda reads from one DynamoDB table. Since a release the list of everything, from the table, is served, and lists by ' +
      'level, from its index, end in 500: dynamodb:Query is refused.',
    fixes: [
      [
        'solution',
        "Allow dynamodb:Query on the table's index alone, in the role's own policy",
        'repaired',
        'The index is a resource with an ARN of its own, and that was what the role lacked.',
        'one-wording-is-right',
      ],
      [
        'Allows dynamodb:Query in a second inline policy, in a statement for each resource',
        'Allow dynamodb:Query on the index in a second inline policy of the role',
        'repaired',
        'All policies of a role are read together: in which of them a statement stands makes no difference.',
        'one-wording-is-right',
      ],
      [
        'Allows Query on everything below the table, whatever will be there tomorrow',
        'Allow dynamodb:Query on the ARN of the table with /* behind it, for any index',
        'harmed',
        'Every index that is made later is open as well, and the function was held to one.',
        'more-allowed-does-no-harm',
      ],
      [
        'Attaches AdministratorAccess "until it is sorted out"',
        'Attach AdministratorAccess to the role, until somebody has time for a policy',
        'harmed',
        'The lists work, and a public function may do all that there is in the account.',
        'more-allowed-does-no-harm',
      ],
      [
        'Allows Query on the index as its name is pronounced',
        'Allow dynamodb:Query on an index whose name is written as the team says it',
        'there',
        'An ARN that names no index matches no request, and nothing warns of it.',
        'close-by-is-enough',
      ],
      [
        'Serves only the lists of exams, which work',
        'Narrow the route of the API to the lists that are read from the table',
        'there',
        'Lists by level answer 404 in place of 500: callers have them as little as before.',
        'quiet-is-repaired',
      ],
      [
        'Gives the permission to the role of another function',
        'Allow dynamodb:Query on the index to the role of the function that writes it',
        'there',
        'Each function acts under a role of its own; that of another gives it nothing.',
        'close-by-is-enough',
      ],
      [
        'Allows dynamodb:Query in a customer managed policy, the action in small letters',
        'Allow dynamodb:query, so written, on the index in a customer managed policy',
        'repaired',
        'Actions are compared without regard to case, and a managed policy counts as an inline one does.',
        'one-wording-is-right',
      ],
    ],
  },
  {
    drill: 'event-pipeline/parking-denied',
    tells:
      'A worker on Lambda takes events from an SQS queue, and sends those that are malformed to a dead-letter queue at once, with the reason. Lately ' +
      'they come there after five attempts, without a reason: its role is refused sqs:SendMessage.',
    fixes: [
      [
        'Rewrites the whole policy, with sqs:SendMessage where it belongs and under other names',
        'Write the policy of the worker role again, with sqs:SendMessage and other Sids',
        'repaired',
        'The names of statements are for readers; what they allow is as before the incident.',
        'one-wording-is-right',
      ],
      [
        'Allows the worker to send to every queue of the account',
        'Allow sqs:SendMessage on all queues of the account, in the worker role’s own policy',
        'harmed',
        'Malformed events are parked, and the worker may write into queues of others.',
        'more-allowed-does-no-harm',
      ],
      [
        'Allows sqs:* on every resource of the account',
        'Allow sqs:* on every resource to the worker role, in a policy beside its own',
        'harmed',
        'Malformed events are parked, and the worker may now empty and delete any queue.',
        'more-allowed-does-no-harm',
      ],
      [
        'Allows the worker to send to the dead-letter queue of the review cards',
        'Allow sqs:SendMessage to the worker on the dead-letter queue of another worker',
        'there',
        'The other queue is another resource, and the refused calls are for this one.',
        'close-by-is-enough',
      ],
      [
        'Allows it to look into the dead-letter queue',
        'Allow sqs:GetQueueAttributes on the dead-letter queue to the role of the worker',
        'there',
        'To look at a queue and to send to it are different actions.',
        'close-by-is-enough',
      ],
      [
        'Lets a message be received once only, so that bad events are in the dead-letter queue sooner',
        'Set maxReceiveCount of the queue to 1, so that malformed events get there sooner',
        'there',
        'They come sooner, and still without a reason: SQS moves them, and knows none.',
        'quiet-is-repaired',
      ],
      [
        'event-pipeline/milestone-denied: solution',
        'Allow dynamodb:PutItem on the table of milestones, in the worker role’s own policy',
        'there',
        'The worker may do that already, and the refused call is one to SQS.',
        'close-by-is-enough',
      ],
      [
        'solution',
        'Allow sqs:SendMessage on the dead-letter queue, in the worker role’s own policy',
        'repaired',
        'It gives back the one action on the one queue that the worker parks events in.',
        'one-wording-is-right',
      ],
      [
        'Gives the permission to the role of another function',
        'Allow sqs:SendMessage on the dead-letter queue to the role of another function',
        'there',
        'Each function acts under a role of its own; that of another gives it nothing.',
        'close-by-is-enough',
      ],
      [
        'Allows it again, and empties both queues of what kept failing',
        'Allow sqs:SendMessage to the worker again, and purge queue and dead-letter queue',
        'harmed',
        'Events are parked with their reason again. What waited in either queue is lost.',
        'a-safeguard-can-wait',
      ],
    ],
  },
];
