/**
 * TypeScript's JavaScript API, which the compiler that this repository uses (7) no longer has. For openapi-typescript,
 * which asks for `typescript`: see `generated-clients.ts`.
 */
import { ts } from '@ts-morph/common';

export default ts;
