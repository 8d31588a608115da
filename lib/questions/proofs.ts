/** Every family with its proof. */
import { commitment } from '../../lambda/shared/questions/cost/commitment.ts';
import { functionOrContainer } from '../../lambda/shared/questions/cost/function-or-container.ts';
import { storageClass } from '../../lambda/shared/questions/cost/storage-class.ts';
import { tableBilling } from '../../lambda/shared/questions/cost/table-billing.ts';
import { transferPaths } from '../../lambda/shared/questions/cost/transfer-paths.ts';
import { wayOut } from '../../lambda/shared/questions/cost/way-out.ts';
import { imageLayers } from '../../lambda/shared/questions/delivery/image-layers.ts';
import { replacement } from '../../lambda/shared/questions/delivery/replacement.ts';
import { replacingTasks } from '../../lambda/shared/questions/delivery/replacing-tasks.ts';
import { trafficShift } from '../../lambda/shared/questions/delivery/traffic-shift.ts';
import { whichTest } from '../../lambda/shared/questions/delivery/which-test.ts';
import { batchFailures } from '../../lambda/shared/questions/integration/batch-failures.ts';
import { eventPatterns } from '../../lambda/shared/questions/integration/event-patterns.ts';
import { fifoGroups } from '../../lambda/shared/questions/integration/fifo-groups.ts';
import { nextState } from '../../lambda/shared/questions/integration/next-state.ts';
import { onlyOnce } from '../../lambda/shared/questions/integration/only-once.ts';
import { patternAndLists } from '../../lambda/shared/questions/integration/pattern-and-lists.ts';
import { poisonMessage } from '../../lambda/shared/questions/integration/poison-message.ts';
import { retryBackoff } from '../../lambda/shared/questions/integration/retry-backoff.ts';
import { packetDoors } from '../../lambda/shared/questions/networks/packet-doors.ts';
import { subnetSize } from '../../lambda/shared/questions/networks/subnet-size.ts';
import { alarmDatapoints } from '../../lambda/shared/questions/operations/alarm-datapoints.ts';
import { drillFixes } from '../../lambda/shared/questions/operations/drill-fixes.ts';
import { embeddedMetrics } from '../../lambda/shared/questions/operations/embedded-metrics.ts';
import { metricFilters } from '../../lambda/shared/questions/operations/metric-filters.ts';
import { cacheHits } from '../../lambda/shared/questions/performance/cache-hits.ts';
import { deliveryBuffers } from '../../lambda/shared/questions/performance/delivery-buffers.ts';
import { dynamodbCapacity } from '../../lambda/shared/questions/performance/dynamodb-capacity.ts';
import { lambdaConcurrency } from '../../lambda/shared/questions/performance/lambda-concurrency.ts';
import { pagesOfAQuery } from '../../lambda/shared/questions/performance/pages-of-a-query.ts';
import { queryOrScan } from '../../lambda/shared/questions/performance/query-or-scan.ts';
import { scalingOut } from '../../lambda/shared/questions/performance/scaling-out.ts';
import { storageSpeed } from '../../lambda/shared/questions/performance/storage-speed.ts';
import { streamShards } from '../../lambda/shared/questions/performance/stream-shards.ts';
import { availability } from '../../lambda/shared/questions/resilience/availability.ts';
import { dnsPolicies } from '../../lambda/shared/questions/resilience/dns-policies.ts';
import { recoveryObjectives } from '../../lambda/shared/questions/resilience/recovery-objectives.ts';
import { agentGrants } from '../../lambda/shared/questions/security/agent-grants.ts';
import { agentReach } from '../../lambda/shared/questions/security/agent-reach.ts';
import { assumeRole } from '../../lambda/shared/questions/security/assume-role.ts';
import { dataPerimeter } from '../../lambda/shared/questions/security/data-perimeter.ts';
import { iamDoors } from '../../lambda/shared/questions/security/iam-doors.ts';
import { keyAndContext } from '../../lambda/shared/questions/security/key-and-context.ts';
import { objectLock } from '../../lambda/shared/questions/security/object-lock.ts';
import { secretsOut } from '../../lambda/shared/questions/security/secrets-out.ts';
import { tokensLetIn } from '../../lambda/shared/questions/security/tokens-let-in.ts';
import { commitmentProof } from './cost/commitment.ts';
import { functionOrContainerProof } from './cost/function-or-container.ts';
import { storageClassProof } from './cost/storage-class.ts';
import { tableBillingProof } from './cost/table-billing.ts';
import { transferPathsProof } from './cost/transfer-paths.ts';
import { wayOutProof } from './cost/way-out.ts';
import { imageLayersProof } from './delivery/image-layers.ts';
import { replacementProof } from './delivery/replacement.ts';
import { replacingTasksProof } from './delivery/replacing-tasks.ts';
import { trafficShiftProof } from './delivery/traffic-shift.ts';
import { whichTestProof } from './delivery/which-test.ts';
import { batchFailuresProof } from './integration/batch-failures.ts';
import { eventPatternsProof } from './integration/event-patterns.ts';
import { fifoGroupsProof } from './integration/fifo-groups.ts';
import { nextStateProof } from './integration/next-state.ts';
import { onlyOnceProof } from './integration/only-once.ts';
import { patternAndListsProof } from './integration/pattern-and-lists.ts';
import { poisonMessageProof } from './integration/poison-message.ts';
import { reckonFifoGroups, reckonNextState } from './integration/reckoned.ts';
import { retryBackoffProof } from './integration/retry-backoff.ts';
import { packetDoorsProof } from './networks/packet-doors.ts';
import { subnetSizeProof } from './networks/subnet-size.ts';
import { alarmDatapointsProof } from './operations/alarm-datapoints.ts';
import { drillFixesProof } from './operations/drill-fixes.ts';
import { embeddedMetricsProof } from './operations/embedded-metrics.ts';
import { metricFiltersProof } from './operations/metric-filters.ts';
import { cacheHitsProof } from './performance/cache-hits.ts';
import { deliveryBuffersProof } from './performance/delivery-buffers.ts';
import { dynamodbCapacityProof } from './performance/dynamodb-capacity.ts';
import { lambdaConcurrencyProof } from './performance/lambda-concurrency.ts';
import { pagesOfAQueryProof } from './performance/pages-of-a-query.ts';
import { queryOrScanProof } from './performance/query-or-scan.ts';
import { scalingOutProof } from './performance/scaling-out.ts';
import { storageSpeedProof } from './performance/storage-speed.ts';
import { streamShardsProof } from './performance/stream-shards.ts';
import { type ProvenFamily, provenBy } from './proof.ts';
import { availabilityProof } from './resilience/availability.ts';
import { dnsPoliciesProof } from './resilience/dns-policies.ts';
import { recoveryObjectivesProof } from './resilience/recovery-objectives.ts';
import { type RecordedFamily, ranBy, recordedBy } from './run.ts';
import { agentGrantsProof } from './security/agent-grants.ts';
import { agentReachProof } from './security/agent-reach.ts';
import { assumeRoleProof } from './security/assume-role.ts';
import { dataPerimeterProof } from './security/data-perimeter.ts';
import { iamDoorsProof } from './security/iam-doors.ts';
import { keyAndContextProof } from './security/key-and-context.ts';
import { objectLockProof } from './security/object-lock.ts';
import { secretsOutProof } from './security/secrets-out.ts';
import { reckonTokensLetIn, tokensLetInProof } from './security/tokens-let-in.ts';

/** Those whose options are run on the emulator. */
export const RECORDED: readonly RecordedFamily[] = [
  recordedBy(batchFailures, batchFailuresProof),
  recordedBy(drillFixes, drillFixesProof),
  recordedBy(fifoGroups, fifoGroupsProof, reckonFifoGroups),
  recordedBy(keyAndContext, keyAndContextProof),
  recordedBy(nextState, nextStateProof, reckonNextState),
  recordedBy(onlyOnce, onlyOnceProof),
  recordedBy(pagesOfAQuery, pagesOfAQueryProof),
  recordedBy(patternAndLists, patternAndListsProof),
  recordedBy(queryOrScan, queryOrScanProof),
];

export const PROVEN: readonly ProvenFamily[] = [
  provenBy(commitment, commitmentProof),
  provenBy(storageClass, storageClassProof),
  provenBy(wayOut, wayOutProof),
  provenBy(imageLayers, imageLayersProof),
  provenBy(replacement, replacementProof),
  provenBy(trafficShift, trafficShiftProof),
  provenBy(whichTest, whichTestProof),
  provenBy(eventPatterns, eventPatternsProof),
  provenBy(poisonMessage, poisonMessageProof),
  provenBy(retryBackoff, retryBackoffProof),
  provenBy(packetDoors, packetDoorsProof),
  provenBy(subnetSize, subnetSizeProof),
  provenBy(alarmDatapoints, alarmDatapointsProof),
  provenBy(cacheHits, cacheHitsProof),
  provenBy(dynamodbCapacity, dynamodbCapacityProof),
  provenBy(lambdaConcurrency, lambdaConcurrencyProof),
  provenBy(scalingOut, scalingOutProof),
  provenBy(streamShards, streamShardsProof),
  provenBy(availability, availabilityProof),
  provenBy(dnsPolicies, dnsPoliciesProof),
  provenBy(recoveryObjectives, recoveryObjectivesProof),
  provenBy(agentReach, agentReachProof),
  provenBy(assumeRole, assumeRoleProof),
  provenBy(iamDoors, iamDoorsProof),
  provenBy(objectLock, objectLockProof),
  provenBy(secretsOut, secretsOutProof),
  provenBy(dataPerimeter, dataPerimeterProof),
  provenBy(storageSpeed, storageSpeedProof),
  provenBy(tableBilling, tableBillingProof),
  provenBy(transferPaths, transferPathsProof),
  provenBy(deliveryBuffers, deliveryBuffersProof),
  provenBy(metricFilters, metricFiltersProof),
  ranBy(tokensLetIn, tokensLetInProof, reckonTokensLetIn),
  ...RECORDED,
  provenBy(agentGrants, agentGrantsProof),
  provenBy(replacingTasks, replacingTasksProof),
  provenBy(embeddedMetrics, embeddedMetricsProof),
  provenBy(functionOrContainer, functionOrContainerProof),
];
