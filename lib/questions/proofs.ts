/** Every family with its proof. */
import { storageClass } from '../../lambda/shared/questions/cost/storage-class.ts';
import { imageLayers } from '../../lambda/shared/questions/delivery/image-layers.ts';
import { replacement } from '../../lambda/shared/questions/delivery/replacement.ts';
import { trafficShift } from '../../lambda/shared/questions/delivery/traffic-shift.ts';
import { eventPatterns } from '../../lambda/shared/questions/integration/event-patterns.ts';
import { poisonMessage } from '../../lambda/shared/questions/integration/poison-message.ts';
import { retryBackoff } from '../../lambda/shared/questions/integration/retry-backoff.ts';
import { packetDoors } from '../../lambda/shared/questions/networks/packet-doors.ts';
import { subnetSize } from '../../lambda/shared/questions/networks/subnet-size.ts';
import { alarmDatapoints } from '../../lambda/shared/questions/operations/alarm-datapoints.ts';
import { dynamodbCapacity } from '../../lambda/shared/questions/performance/dynamodb-capacity.ts';
import { lambdaConcurrency } from '../../lambda/shared/questions/performance/lambda-concurrency.ts';
import { streamShards } from '../../lambda/shared/questions/performance/stream-shards.ts';
import { availability } from '../../lambda/shared/questions/resilience/availability.ts';
import { recoveryObjectives } from '../../lambda/shared/questions/resilience/recovery-objectives.ts';
import { assumeRole } from '../../lambda/shared/questions/security/assume-role.ts';
import { iamDoors } from '../../lambda/shared/questions/security/iam-doors.ts';
import { storageClassProof } from './cost/storage-class.ts';
import { imageLayersProof } from './delivery/image-layers.ts';
import { replacementProof } from './delivery/replacement.ts';
import { trafficShiftProof } from './delivery/traffic-shift.ts';
import { eventPatternsProof } from './integration/event-patterns.ts';
import { poisonMessageProof } from './integration/poison-message.ts';
import { retryBackoffProof } from './integration/retry-backoff.ts';
import { packetDoorsProof } from './networks/packet-doors.ts';
import { subnetSizeProof } from './networks/subnet-size.ts';
import { alarmDatapointsProof } from './operations/alarm-datapoints.ts';
import { dynamodbCapacityProof } from './performance/dynamodb-capacity.ts';
import { lambdaConcurrencyProof } from './performance/lambda-concurrency.ts';
import { streamShardsProof } from './performance/stream-shards.ts';
import { type ProvenFamily, provenBy } from './proof.ts';
import { availabilityProof } from './resilience/availability.ts';
import { recoveryObjectivesProof } from './resilience/recovery-objectives.ts';
import { assumeRoleProof } from './security/assume-role.ts';
import { iamDoorsProof } from './security/iam-doors.ts';

export const PROVEN: readonly ProvenFamily[] = [
  provenBy(storageClass, storageClassProof),
  provenBy(imageLayers, imageLayersProof),
  provenBy(replacement, replacementProof),
  provenBy(trafficShift, trafficShiftProof),
  provenBy(eventPatterns, eventPatternsProof),
  provenBy(poisonMessage, poisonMessageProof),
  provenBy(retryBackoff, retryBackoffProof),
  provenBy(packetDoors, packetDoorsProof),
  provenBy(subnetSize, subnetSizeProof),
  provenBy(alarmDatapoints, alarmDatapointsProof),
  provenBy(dynamodbCapacity, dynamodbCapacityProof),
  provenBy(lambdaConcurrency, lambdaConcurrencyProof),
  provenBy(streamShards, streamShardsProof),
  provenBy(availability, availabilityProof),
  provenBy(recoveryObjectives, recoveryObjectivesProof),
  provenBy(assumeRole, assumeRoleProof),
  provenBy(iamDoors, iamDoorsProof),
];
