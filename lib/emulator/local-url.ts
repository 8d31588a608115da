/**
 * The address of an HTTP API as any program on this machine can call it. The emulator publishes it by host name, but
 * `*.localhost` resolves in browsers and curl only, and the emulator keeps some paths of that host for itself.
 */
export function localUrl(value: string, endpoint: string): string {
  return value.replace(/^https?:\/\/([a-z0-9]+)\.execute-api\.[^/]+/, `${endpoint}/_aws/execute-api/$1`);
}

/**
 * The emulator's address for S3: at an address the SDKs name a bucket in the path, while at a name they ask for
 * `<bucket>.localhost`, which not every machine resolves.
 */
export function bucketsUrl(endpoint: string): string {
  return endpoint.replace('//localhost', '//127.0.0.1');
}
