/** The whole bank: a family or an item is added by its line here. */

import { commitment } from './cost/commitment.ts';
import { functionOrContainer } from './cost/function-or-container.ts';
import { storageClass } from './cost/storage-class.ts';
import { tableBilling } from './cost/table-billing.ts';
import { transferPaths } from './cost/transfer-paths.ts';
import { wayOut } from './cost/way-out.ts';
import { imageLayers } from './delivery/image-layers.ts';
import { replacement } from './delivery/replacement.ts';
import { replacingTasks } from './delivery/replacing-tasks.ts';
import { trafficShift } from './delivery/traffic-shift.ts';
import { whichTest } from './delivery/which-test.ts';
import { batchFailures } from './integration/batch-failures.ts';
import { eventPatterns } from './integration/event-patterns.ts';
import { fifoGroups } from './integration/fifo-groups.ts';
import { nextState } from './integration/next-state.ts';
import { onlyOnce } from './integration/only-once.ts';
import { patternAndLists } from './integration/pattern-and-lists.ts';
import { poisonMessage } from './integration/poison-message.ts';
import { retryBackoff } from './integration/retry-backoff.ts';
import type { AnyFamily } from './model.ts';
import { packetDoors } from './networks/packet-doors.ts';
import { subnetSize } from './networks/subnet-size.ts';
import { alarmDatapoints } from './operations/alarm-datapoints.ts';
import { drillFixes } from './operations/drill-fixes.ts';
import { embeddedMetrics } from './operations/embedded-metrics.ts';
import { metricFilters } from './operations/metric-filters.ts';
import { cacheHits } from './performance/cache-hits.ts';
import { deliveryBuffers } from './performance/delivery-buffers.ts';
import { dynamodbCapacity } from './performance/dynamodb-capacity.ts';
import { lambdaConcurrency } from './performance/lambda-concurrency.ts';
import { pagesOfAQuery } from './performance/pages-of-a-query.ts';
import { queryOrScan } from './performance/query-or-scan.ts';
import { scalingOut } from './performance/scaling-out.ts';
import { storageSpeed } from './performance/storage-speed.ts';
import { streamShards } from './performance/stream-shards.ts';
import { availability } from './resilience/availability.ts';
import { dnsPolicies } from './resilience/dns-policies.ts';
import { recoveryObjectives } from './resilience/recovery-objectives.ts';
import { agentGrants } from './security/agent-grants.ts';
import { agentReach } from './security/agent-reach.ts';
import { assumeRole } from './security/assume-role.ts';
import { dataPerimeter } from './security/data-perimeter.ts';
import { iamDoors } from './security/iam-doors.ts';
import { keyAndContext } from './security/key-and-context.ts';
import { objectLock } from './security/object-lock.ts';
import { secretsOut } from './security/secrets-out.ts';
import { tokensLetIn } from './security/tokens-let-in.ts';
import { aiServices } from './written/ai-services.ts';
import { generatedCode } from './written/generated-code.ts';
import { generatedTests } from './written/generated-tests.ts';
import { ingestion } from './written/ingestion.ts';
import { leastEffort } from './written/least-effort.ts';
import { networkCost } from './written/network-cost.ts';
import { proposedCauses } from './written/proposed-causes.ts';
import reviews from './written/reviews.json' with { type: 'json' };
import { storageCost } from './written/storage-cost.ts';
import { twoMeasures } from './written/two-measures.ts';
import { twoSteps } from './written/two-steps.ts';
import { isAgreed, type Review, type Written } from './written.ts';

export const FAMILIES: readonly AnyFamily[] = [
  commitment,
  storageClass,
  wayOut,
  imageLayers,
  replacement,
  trafficShift,
  whichTest,
  batchFailures,
  eventPatterns,
  fifoGroups,
  nextState,
  onlyOnce,
  patternAndLists,
  poisonMessage,
  retryBackoff,
  packetDoors,
  subnetSize,
  alarmDatapoints,
  cacheHits,
  dynamodbCapacity,
  lambdaConcurrency,
  pagesOfAQuery,
  queryOrScan,
  scalingOut,
  streamShards,
  availability,
  dnsPolicies,
  recoveryObjectives,
  agentReach,
  assumeRole,
  iamDoors,
  keyAndContext,
  objectLock,
  secretsOut,
  dataPerimeter,
  storageSpeed,
  tableBilling,
  transferPaths,
  deliveryBuffers,
  metricFilters,
  tokensLetIn,
  agentGrants,
  replacingTasks,
  embeddedMetrics,
  functionOrContainer,
  drillFixes,
];

/** Every written item, whether it was reviewed or not. */
export const DRAFTED: readonly Written[] = [
  ...ingestion,
  ...storageCost,
  ...networkCost,
  ...generatedCode,
  ...generatedTests,
  ...proposedCauses,
  ...aiServices,
  ...leastEffort,
  ...twoMeasures,
  ...twoSteps,
];

/** Those that two reviewers answered blind as their keys do: nobody is asked another. */
export const WRITTEN: readonly Written[] = DRAFTED.filter((item) => isAgreed(item, reviews satisfies Review[]));
