/** The proofs of the drills with odd numbers; how, says test/support/drills/prove-drills.ts. */
import { proveDrills } from '../../support/drills/prove-drills.ts';

await proveDrills('odd');
