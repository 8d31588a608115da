/** Every family with its proof. */
import { replacement } from '../../lambda/shared/questions/delivery/replacement.ts';
import { eventPatterns } from '../../lambda/shared/questions/integration/event-patterns.ts';
import { poisonMessage } from '../../lambda/shared/questions/integration/poison-message.ts';
import { packetDoors } from '../../lambda/shared/questions/networks/packet-doors.ts';
import { subnetSize } from '../../lambda/shared/questions/networks/subnet-size.ts';
import { dynamodbCapacity } from '../../lambda/shared/questions/performance/dynamodb-capacity.ts';
import { lambdaConcurrency } from '../../lambda/shared/questions/performance/lambda-concurrency.ts';
import { availability } from '../../lambda/shared/questions/resilience/availability.ts';
import { iamDoors } from '../../lambda/shared/questions/security/iam-doors.ts';
import { replacementProof } from './delivery/replacement.ts';
import { eventPatternsProof } from './integration/event-patterns.ts';
import { poisonMessageProof } from './integration/poison-message.ts';
import { packetDoorsProof } from './networks/packet-doors.ts';
import { subnetSizeProof } from './networks/subnet-size.ts';
import { dynamodbCapacityProof } from './performance/dynamodb-capacity.ts';
import { lambdaConcurrencyProof } from './performance/lambda-concurrency.ts';
import { type ProvenFamily, provenBy } from './proof.ts';
import { availabilityProof } from './resilience/availability.ts';
import { iamDoorsProof } from './security/iam-doors.ts';

export const PROVEN: readonly ProvenFamily[] = [
  provenBy(replacement, replacementProof),
  provenBy(eventPatterns, eventPatternsProof),
  provenBy(poisonMessage, poisonMessageProof),
  provenBy(packetDoors, packetDoorsProof),
  provenBy(subnetSize, subnetSizeProof),
  provenBy(dynamodbCapacity, dynamodbCapacityProof),
  provenBy(lambdaConcurrency, lambdaConcurrencyProof),
  provenBy(availability, availabilityProof),
  provenBy(iamDoors, iamDoorsProof),
];
