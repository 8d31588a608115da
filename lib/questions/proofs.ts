/** Every family with its proof. */
import { dynamodbCapacity } from '../../lambda/shared/questions/performance/dynamodb-capacity.ts';
import { iamDoors } from '../../lambda/shared/questions/security/iam-doors.ts';
import { dynamodbCapacityProof } from './performance/dynamodb-capacity.ts';
import { type ProvenFamily, provenBy } from './proof.ts';
import { iamDoorsProof } from './security/iam-doors.ts';

export const PROVEN: readonly ProvenFamily[] = [
  provenBy(iamDoors, iamDoorsProof),
  provenBy(dynamodbCapacity, dynamodbCapacityProof),
];
