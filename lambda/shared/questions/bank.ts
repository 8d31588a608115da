/** The whole bank: a family or an item is added by its line here. */

import { replacement } from './delivery/replacement.ts';
import { eventPatterns } from './integration/event-patterns.ts';
import { poisonMessage } from './integration/poison-message.ts';
import type { AnyFamily } from './model.ts';
import { packetDoors } from './networks/packet-doors.ts';
import { subnetSize } from './networks/subnet-size.ts';
import { dynamodbCapacity } from './performance/dynamodb-capacity.ts';
import { lambdaConcurrency } from './performance/lambda-concurrency.ts';
import { availability } from './resilience/availability.ts';
import { iamDoors } from './security/iam-doors.ts';
import type { Written } from './written.ts';

export const FAMILIES: readonly AnyFamily[] = [
  replacement,
  eventPatterns,
  poisonMessage,
  packetDoors,
  subnetSize,
  dynamodbCapacity,
  lambdaConcurrency,
  availability,
  iamDoors,
];

export const WRITTEN: readonly Written[] = [];
