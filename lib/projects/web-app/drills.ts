import { type ProjectDrill, underContract } from '../../lab/drills/drill.ts';
import { askedElsewhere } from './drills/asked-elsewhere.ts';
import { assetsNeverKept } from './drills/assets-never-kept.ts';
import { assetsOpen } from './drills/assets-open.ts';
import { classTooDear } from './drills/class-too-dear.ts';
import { coldCache } from './drills/cold-cache.ts';
import { connectionsUsedUp } from './drills/connections-used-up.ts';
import { cutMidAnswer } from './drills/cut-mid-answer.ts';
import { dataInTheOpen } from './drills/data-in-the-open.ts';
import { detourToS3 } from './drills/detour-to-s3.ts';
import { doesNotGrow } from './drills/does-not-grow.ts';
import { healthCheckBlind } from './drills/health-check-blind.ts';
import { killedForMemory } from './drills/killed-for-memory.ts';
import { neverShrinks } from './drills/never-shrinks.ts';
import { oldPassword } from './drills/old-password.ts';
import { oneZone } from './drills/one-zone.ts';
import { packetsDropped } from './drills/packets-dropped.ts';
import { readerForWrites } from './drills/reader-for-writes.ts';
import { rolloutUnbraked } from './drills/rollout-unbraked.ts';
import { secretDenied } from './drills/secret-denied.ts';
import { tiedToOne } from './drills/tied-to-one.ts';
import { contract } from './health/contract.ts';

/** The drills of the exam room. Their places are their numbers: add new ones at the end. */
export const drills: readonly ProjectDrill[] = underContract(contract, [
  healthCheckBlind,
  packetsDropped,
  tiedToOne,
  cutMidAnswer,
  rolloutUnbraked,
  dataInTheOpen,
  assetsOpen,
  assetsNeverKept,
  classTooDear,
  oneZone,
  secretDenied,
  detourToS3,
  readerForWrites,
  askedElsewhere,
  coldCache,
  doesNotGrow,
  neverShrinks,
  oldPassword,
  killedForMemory,
  connectionsUsedUp,
]);
