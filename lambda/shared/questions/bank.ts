/** The whole bank: a family or an item is added by its line here. */
import type { AnyFamily } from './model.ts';
import { dynamodbCapacity } from './performance/dynamodb-capacity.ts';
import { iamDoors } from './security/iam-doors.ts';
import type { Written } from './written.ts';

export const FAMILIES: readonly AnyFamily[] = [iamDoors, dynamodbCapacity];

export const WRITTEN: readonly Written[] = [];
