/**
 * Takes the place of the SDK's cache of discovered endpoints in every bundle (see `lib/bundle.ts`). Clients make one,
 * but only operations that discover their endpoint use it, and no operation of ours does.
 */
export class EndpointCache {}
