/** The proofs of the drills with even numbers; how, says test/support/drills/prove-drills.ts. */
import { proveDrills } from '../../support/drills/prove-drills.ts';

await proveDrills('even');
